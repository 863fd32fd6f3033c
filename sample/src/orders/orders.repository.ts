import { Injectable } from '@nestjs/common';
import type { Order, OrderStatus } from './order.js';

/** The orders, in this process's memory: every one is gone when the shop stops. */
@Injectable()
export class OrdersRepository {
  readonly #orders = new Map<string, Order>();

  async add(order: Order): Promise<void> {
    this.#orders.set(order.orderNo, order);
  }

  async find(orderNo: string): Promise<Order | undefined> {
    return this.#orders.get(orderNo);
  }

  /** The newest first. */
  async list(): Promise<Order[]> {
    return [...this.#orders.values()].toReversed();
  }

  /**
   * Changes an order if its status is one of those, and tells whether it did. Looking and changing
   * are one step: of two callbacks at the same time only one may win.
   */
  async update(
    orderNo: string,
    statuses: readonly OrderStatus[],
    changes: Partial<Order>,
  ): Promise<boolean> {
    const order = this.#orders.get(orderNo);
    if (!order || !statuses.includes(order.status)) {
      return false;
    }
    this.#orders.set(orderNo, { ...order, ...changes });
    return true;
  }
}
