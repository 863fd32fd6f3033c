import { Injectable, Logger } from '@nestjs/common';
import {
  OnNewPay,
  type NewPayAnyEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayPaidEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
  NewPayUnresolvedEvent,
} from 'nestjs-newpay';
import { PgBossQueue } from 'nestjs-newpay/pg-boss';
import { Database, type Queryable } from '../database/database.js';
import { formatMoney } from '../views/format.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository } from './orders.repository.js';

/**
 * Applies NewPay's events to the orders. If a method throws, the queue runs it again, for days if need be.
 */
@Injectable()
export class PaymentListener {
  readonly #logger = new Logger(PaymentListener.name);

  constructor(
    private readonly database: Database,
    private readonly queue: PgBossQueue,
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
  ) {}

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await this.#once(event, 'mark-paid', (transaction) =>
      this.orders.update(
        // `failed` too: a buyer whose card was refused can pay with another one.
        { orderNo: event.orderNo, status: ['pending', 'failed', 'mismatched'] },
        {
          status: 'paid',
          paidAt: event.occurredAt,
          newpayOrderNo: event.newpayOrderNo,
          note: undefined,
        },
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
          note: `The payment did not go through. NewPay gives this reason: ${event.transInfo ?? 'none'}.`,
        },
        transaction,
      ),
    );
  }

  /** NewPay reports another amount or currency than the order's: a clerk must look at it. */
  @OnNewPay('mismatched')
  async onMismatched(event: NewPayMismatchedEvent): Promise<void> {
    const { orderNo, newpayOrderNo, orderAmt, currency, expected } = event;
    if (!expected) {
      // The job stays with the queue, and the health check reports it: this payment is not lost.
      throw new Error(
        `NewPay reports ${orderAmt} ${currency} for the order ${orderNo}, which is not in the database`,
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
          note: `NewPay reports ${received} for this order (NewPay's number: ${newpayOrderNo}). Nothing is shipped until a clerk has settled this with NewPay.`,
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

  /** NewPay has told no result for a day, and is not asked any more. A late callback still counts. */
  @OnNewPay('unresolved')
  async onUnresolved({ orderNo, refundOrderNo }: NewPayUnresolvedEvent): Promise<void> {
    await (refundOrderNo === undefined
      ? this.orders.update(
          { orderNo, status: ['pending'] },
          { status: 'failed', note: 'No payment has come for this order. Please order again.' },
        )
      : this.orders.update(
          { refundOrderNo, status: ['refunding'] },
          { note: 'NewPay has told no result of this refund for a day. Ask NewPay about it.' },
        ));
    this.updates.publish(orderNo);
  }

  /**
   * Runs `work` exactly once: the work and the record that it is done are committed in one transaction,
   * however often the queue runs this and wherever the process dies. The one UPDATE of this sample would be
   * idempotent without it. Further effects of an event, such as the row of a shipment, belong in `work`.
   */
  async #once(
    event: NewPayAnyEvent,
    effect: string,
    work: (transaction: Queryable) => Promise<unknown>,
  ): Promise<void> {
    await this.database.transaction((transaction) =>
      this.queue.store.once(transaction, event, effect, () => work(transaction)),
    );
    // After the commit: before it, an open page would read the old status.
    this.updates.publish(event.orderNo);
  }
}
