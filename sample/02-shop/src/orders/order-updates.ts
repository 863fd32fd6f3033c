import { Injectable, type MessageEvent } from '@nestjs/common';
import { concatMap, filter, map, startWith, Subject, type Observable } from 'rxjs';
import type { Html } from '../views/html.js';
import type { Order } from './order.js';
import { OrdersRepository } from './orders.repository.js';

/** Notifies the order pages that are open at this process when an order changes. */
@Injectable()
export class OrderUpdates {
  readonly #changed = new Subject<string>();

  constructor(private readonly orders: OrdersRepository) {}

  publish(orderNo: string): void {
    this.#changed.next(orderNo);
  }

  /**
   * Renders an order after each of its changes, and once at the start: it may have changed since its page
   * was rendered.
   *
   * @throws {NotFoundException} there is no such order
   */
  async follow(orderNo: string, render: (order: Order) => Html): Promise<Observable<MessageEvent>> {
    await this.orders.get(orderNo);
    return this.#changed.pipe(
      filter((changed) => changed === orderNo),
      startWith(orderNo),
      concatMap(() => this.orders.get(orderNo)),
      map((order) => ({ data: render(order).toString() })),
    );
  }
}
