import type { Logger } from '@nestjs/common';
import { requireOrderNo } from '../dto/rules/order-number.rule.js';
import { messageOf } from '../errors/error-message.js';
import type { NewPayEventFields } from '../events/newpay-event.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import { AwaitedPayment, pendingPayment, type FinalPayment } from './awaited-payment.js';
import { handledOf, type PaymentEvents } from './handled-payment.js';
import type { NewPayPendingPayment } from './newpay-settle-result.interface.js';
import type { FinalStatus, PaymentResultPublisher } from './payment-result-publisher.js';
import { requireSettleOptions, type NewPaySettleOptions } from './settle-options.js';

/** The payments of one version of the API, and how their states are found out. */
export interface AwaitedPaymentsParts<P extends FinalPayment> extends PaymentEvents {
  /** The final payment; `undefined` while it is in progress. */
  readonly query: (orderNo: string, options: NewPayCallOptions) => Promise<P | undefined>;
  /** Publishes the event of a final payment. */
  readonly publish: (payment: P) => Promise<void>;
  /** The payment that an event reports. */
  readonly ofEvent: (status: FinalStatus, event: NewPayEventFields) => P;
  readonly results: PaymentResultPublisher;
  readonly logger: Logger;
}

const RANKS = { payment: 2, failure: 1, nothing: 0 } as const;

/** Waits for the results of payments of one version of the API, with one watch for each order. */
export class AwaitedPayments<P extends FinalPayment> {
  readonly #awaited = new Map<string, AwaitedPayment<P>>();
  #isClosing = false;

  constructor(private readonly parts: AwaitedPaymentsParts<P>) {}

  /** See `NewPayService.settle`. */
  async settle(orderNo: string, options: NewPaySettleOptions): Promise<P | NewPayPendingPayment> {
    const settling = requireSettleOptions(options);
    requireOrderNo('orderNo', orderNo);
    return this.#isClosing ? pendingPayment(orderNo) : this.#awaitedOf(orderNo).wait(settling);
  }

  /** A page that waits must not keep the server from closing. */
  close(): void {
    this.#isClosing = true;
    this.#awaited.forEach((payment) => payment.close());
  }

  #awaitedOf(orderNo: string): AwaitedPayment<P> {
    let awaited = this.#awaited.get(orderNo);
    if (!awaited) {
      awaited = this.#await(orderNo);
      this.#awaited.set(orderNo, awaited);
    }
    return awaited;
  }

  #await(orderNo: string): AwaitedPayment<P> {
    const { api, query, results, ofEvent } = this.parts;
    const order = { api, orderNo };
    const awaited = new AwaitedPayment<P>(orderNo, {
      query: (options) => query(orderNo, options),
      publish: (payment) => this.#publish(payment),
      handledRank: () => this.#handledRank(orderNo),
      forget: () => {
        results.ignore(order);
        this.#awaited.delete(orderNo);
      },
    });
    results.listen(order, (status, event) => awaited.announce(ofEvent(status, event)));
    return awaited;
  }

  async #handledRank(orderNo: string): Promise<number> {
    return RANKS[await handledOf(orderNo, this.parts)];
  }

  /** Never rejects: the payment is final, whatever its listeners do. */
  async #publish(payment: P): Promise<void> {
    try {
      await this.parts.publish(payment);
    } catch (error) {
      this.parts.logger.warn(
        `settle() returned the payment although its event was not handled: ${messageOf(error)}`,
      );
    }
  }
}
