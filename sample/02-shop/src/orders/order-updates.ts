import { Injectable } from '@nestjs/common';
import { filter, startWith, Subject, type Observable } from 'rxjs';

/** Notifies the order pages that are open at this process when an order changes. */
@Injectable()
export class OrderUpdates {
  readonly #changed = new Subject<string>();

  publish(orderNo: string): void {
    this.#changed.next(orderNo);
  }

  /**
   * Emits after every change of the order, and once at the start: the order may have changed since
   * its page was rendered.
   */
  of(orderNo: string): Observable<string> {
    return this.#changed.pipe(
      filter((changed) => changed === orderNo),
      startWith(orderNo),
    );
  }
}
