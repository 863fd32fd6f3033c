import { Injectable } from '@nestjs/common';
import { filter, startWith, Subject, type Observable } from 'rxjs';

/** Tells the open order pages of this process that an order has changed. */
@Injectable()
export class OrderUpdates {
  readonly #changed = new Subject<string>();

  publish(orderNo: string): void {
    this.#changed.next(orderNo);
  }

  /**
   * Emits whenever the order has changed, and once at the start: it may have changed between the
   * rendering of the page and this.
   */
  of(orderNo: string): Observable<string> {
    return this.#changed.pipe(
      filter((changed) => changed === orderNo),
      startWith(orderNo),
    );
  }
}
