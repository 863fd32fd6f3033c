import { Injectable, Logger } from '@nestjs/common';
import { OnNewPay, type NewPayEvent, NewPayFailedEvent, NewPayPaidEvent } from 'nestjs-newpay';
import { isSameMoney } from '../catalog/money.js';
import { OrderUpdates } from './order-updates.js';
import type { Order, OrderStatus } from './order.js';
import { OrdersRepository } from './orders.repository.js';

/**
 * Brings NewPay's news to the orders. A method that throws withholds the acknowledgement, and NewPay
 * delivers again; so each may run twice for one order, and the second run changes nothing.
 */
@Injectable()
export class PaymentListener {
  readonly #logger = new Logger(PaymentListener.name);

  constructor(
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
  ) {}

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    // From failed as well: a buyer whose card was refused may pay with the next one.
    await this.#settle(event, ['pending', 'failed'], { status: 'paid', note: undefined });
  }

  @OnNewPay('failed')
  async onFailed(event: NewPayFailedEvent): Promise<void> {
    const note = `The payment did not go through. NewPay says: ${event.transInfo ?? 'nothing'}.`;
    await this.#settle(event, ['pending'], { status: 'failed', note });
  }

  async #settle(
    event: NewPayEvent,
    from: readonly OrderStatus[],
    changes: Partial<Order>,
  ): Promise<void> {
    const order = await this.orders.find(event.orderNo);
    if (!order) {
      throw new Error(`NewPay tells of an order that this shop does not have: ${event.orderNo}`);
    }
    const isExpected = isSameMoney(order.price, {
      amount: event.orderAmt,
      currency: event.currency,
    });
    if (!isExpected) {
      // Not thrown: a second delivery would say the same. It takes a person to look at it.
      this.#logger.error(
        `Order ${order.orderNo} costs ${order.price.amount} ${order.price.currency}, NewPay tells of ${event.orderAmt} ${event.currency}`,
      );
    }
    const isChanged = await this.orders.update(
      order.orderNo,
      from,
      isExpected ? changes : { note: 'NewPay tells of another amount. We are looking into it.' },
    );
    if (isChanged) {
      this.updates.publish(order.orderNo);
    }
  }
}
