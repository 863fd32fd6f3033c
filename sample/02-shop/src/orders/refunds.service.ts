import { Injectable, Logger } from '@nestjs/common';
import {
  NewPayGatewayError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  type NewPayRefund,
  type NewPayV2Refund,
} from 'nestjs-newpay';
import { PaymentGateway } from '../newpay/payment-gateway.js';
import { newNumber, type Order } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository, type OrderChanges } from './orders.repository.js';

/** How long a refund may be on its way to NewPay, in milliseconds. */
const ON_ITS_WAY = 30_000;

/** Refunds orders. */
@Injectable()
export class RefundsService {
  readonly #logger = new Logger(RefundsService.name);

  constructor(
    private readonly gateway: PaymentGateway,
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
  ) {}

  /** Refunds an order in full. Does nothing if the order is not paid, so that a second click is safe. */
  async refund({ orderNo, refundOrderNo = newNumber() }: Order): Promise<void> {
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
      await this.#settle(await this.gateway.refund(order, refundOrderNo));
    } catch (error) {
      await this.orders.update({ refundOrderNo, status: ['refunding'] }, this.#explain(error));
    }
    this.updates.publish(orderNo);
  }

  /**
   * Queries a refund that a clerk waits for. The package asks for it, too: this is for a shop that was
   * killed between the saved number and the call.
   */
  async check({ orderNo, refundOrderNo = '', changedAt }: Order): Promise<void> {
    if (Date.now() - changedAt.getTime() < ON_ITS_WAY) {
      return;
    }
    try {
      await this.#settle(await this.gateway.queryRefund(refundOrderNo));
    } catch (error) {
      if (!(error instanceof NewPayGatewayError)) {
        this.#logger.warn((error as Error).message);
        return;
      }
      // It has not reached NewPay, or not yet: the number is kept.
      await this.orders.update(
        { refundOrderNo, status: ['refunding'] },
        { status: 'paid', note: `NewPay has no such refund (${error.message}). Try again.` },
      );
    }
    this.updates.publish(orderNo);
  }

  async #settle({ status, refundOrderNo, tranInfo }: NewPayRefund | NewPayV2Refund): Promise<void> {
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
        note: 'NewPay has not given a clear answer yet. The shop asks for it again.',
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
