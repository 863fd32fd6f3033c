import { Injectable, Logger } from '@nestjs/common';
import {
  NewPayGatewayError,
  NewPayService,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  type NewPayRefund,
} from 'nestjs-newpay';
import { newNumber, type Order } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository, type OrderChanges } from './orders.repository.js';

/** Refunds orders. */
@Injectable()
export class RefundsService {
  readonly #logger = new Logger(RefundsService.name);

  constructor(
    private readonly newPay: NewPayService,
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
  ) {}

  /** Refunds an order in full. Does nothing if the order is not paid, so that a second click is safe. */
  async refund({ orderNo, price, title, refundOrderNo = newNumber() }: Order): Promise<void> {
    // The number is saved before the call, and kept until NewPay reports that the refund has failed:
    // a repeated call with the same number is not a second refund.
    const order = await this.orders.update(
      { orderNo, status: ['paid'] },
      { status: 'refunding', refundOrderNo, note: undefined },
    );
    if (!order) {
      return;
    }
    try {
      const refund = await this.newPay.refund({
        orderNo,
        refundOrderNo,
        refundOrderAmt: price.amount,
        refundDesc: `Refund of ${title}`,
      });
      await this.#settle(refund);
    } catch (error) {
      await this.orders.update({ refundOrderNo, status: ['refunding'] }, this.#explain(error));
    }
    this.updates.publish(orderNo);
  }

  /** Queries a refund whose callback has not arrived. */
  async check(order: Order): Promise<void> {
    const { orderNo, refundOrderNo = '' } = order;
    try {
      await this.#settle(await this.newPay.queryRefund(refundOrderNo));
    } catch (error) {
      if (!(error instanceof NewPayGatewayError)) {
        throw error;
      }
      // It has not reached NewPay, or not yet: the number is kept.
      await this.orders.update(
        { refundOrderNo, status: ['refunding'] },
        { status: 'paid', note: `NewPay has no such refund (${error.message}). Try again.` },
      );
    }
    this.updates.publish(orderNo);
  }

  async #settle({ status, refundOrderNo, tranInfo }: NewPayRefund): Promise<void> {
    if (status === 'refunded') {
      await this.orders.markRefunded(refundOrderNo, new Date());
    } else if (status === 'failed') {
      await this.orders.markNotRefunded(refundOrderNo, tranInfo);
    }
  }

  #explain(error: unknown): OrderChanges {
    if (error instanceof NewPayUnknownOutcomeError) {
      this.#logger.warn(error.message);
      return {
        note: 'NewPay has not given a clear answer yet. The shop asks for it every minute.',
      };
    }
    if (error instanceof NewPayTransportError) {
      this.#logger.warn(error.message);
      return { status: 'paid', note: 'NewPay could not be reached, and nothing was given back.' };
    }
    if (error instanceof NewPayGatewayError) {
      this.#logger.warn(error.message);
      const reason = error.gatewayMessage ?? 'it gave no reason';
      return { status: 'paid', note: `NewPay did not accept the refund: ${reason}` };
    }
    throw error;
  }
}
