import { Injectable, Logger } from '@nestjs/common';
import {
  OnNewPay,
  type NewPayAnyEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayPaidEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
} from 'nestjs-newpay';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { Database, type Queryable } from '../database/database.js';
import { formatMoney } from '../views/format.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository } from './orders.repository.js';

/**
 * Brings NewPay's news to the orders. A method that throws withholds the acknowledgement, and NewPay
 * delivers again.
 */
@Injectable()
export class PaymentListener {
  readonly #logger = new Logger(PaymentListener.name);

  constructor(
    private readonly database: Database,
    private readonly store: PostgresCallbackStore,
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
  ) {}

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await this.#once(event, 'mark-paid', (transaction) =>
      this.orders.update(
        // From failed as well: a buyer whose card was refused may pay with the next one.
        { orderNo: event.orderNo, status: ['pending', 'failed', 'mismatched'] },
        { status: 'paid', paidAt: event.occurredAt, note: undefined },
        transaction,
      ),
    );
  }

  @OnNewPay('failed')
  async onFailed(event: NewPayFailedEvent): Promise<void> {
    await this.#once(event, 'mark-failed', (transaction) =>
      this.orders.update(
        { orderNo: event.orderNo, status: ['pending'] },
        {
          status: 'failed',
          note: `The payment did not go through. NewPay says: ${event.transInfo ?? 'nothing'}.`,
        },
        transaction,
      ),
    );
  }

  /** NewPay has money for the order, but not what it costs. That takes a person to look at. */
  @OnNewPay('mismatched')
  async onMismatched(event: NewPayMismatchedEvent): Promise<void> {
    const { orderNo, newpayOrderNo, orderAmt, currency, expected } = event;
    if (!expected) {
      // Not acknowledged: nobody else would hear of this money.
      throw new Error(
        `NewPay has ${orderAmt} ${currency} for an order that is not here: ${orderNo}`,
      );
    }
    this.#logger.error(
      `Order ${orderNo} costs ${expected.orderAmt} ${expected.currency}, NewPay has ${orderAmt} ${currency}`,
    );
    const received = formatMoney({ amount: orderAmt, currency });
    await this.#once(event, 'mark-mismatched', (transaction) =>
      this.orders.update(
        { orderNo, status: ['pending', 'failed'] },
        {
          status: 'mismatched',
          note: `NewPay tells of ${received} for this order, as its number ${newpayOrderNo}. Nothing is shipped until a clerk has settled this with NewPay.`,
        },
        transaction,
      ),
    );
  }

  @OnNewPay('refunded')
  async onRefunded(event: NewPayRefundedEvent): Promise<void> {
    await this.#once(event, 'mark-refunded', (transaction) =>
      this.orders.markRefunded(event.refundOrderNo, event.occurredAt, transaction),
    );
  }

  @OnNewPay('refund-failed')
  async onRefundFailed(event: NewPayRefundFailedEvent): Promise<void> {
    await this.#once(event, 'mark-refund-failed', (transaction) =>
      this.orders.markNotRefunded(event.refundOrderNo, event.transInfo, transaction),
    );
  }

  /**
   * Works in one transaction with the mark that the work is done, so that both are committed or
   * neither, however often NewPay delivers and wherever the process dies. Here one UPDATE would be
   * safe without it; whatever else an event sets off, such as a parcel or a mail, goes in here.
   */
  async #once(
    event: NewPayAnyEvent,
    effect: string,
    work: (transaction: Queryable) => Promise<unknown>,
  ): Promise<void> {
    await this.database.transaction((transaction) =>
      this.store.once(transaction, event, effect, () => work(transaction)),
    );
    // Only now: before the commit an open page would still read the old state.
    this.updates.publish(event.orderNo);
  }
}
