import { Inject, Injectable } from '@nestjs/common';
import { NewPayDeliveryError } from '../errors/index.js';
import { isInstance } from '../errors/is-instance.js';
import { Deadline, requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import type { NewPayEventFields } from '../events/newpay-event.js';
import { DeliveryInProgressError } from '../events/delivery.errors.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
} from '../registration/newpay.tokens.js';
import type { PaymentOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import { PaymentClient } from './payment-client.js';
import { PaymentResultPublisher, type FinalStatus } from './payment-result-publisher.js';

/** The pause before the next try while another delivery of the order is in progress, in milliseconds. */
const BUSY_PAUSE = 50;

/** Publishes the results of payments whose callback did not come. */
@Injectable()
export class PaymentReconciler {
  constructor(
    private readonly payments: PaymentClient,
    private readonly publisher: PaymentResultPublisher,
    @Inject(NEWPAY_OPTIONS) private readonly options: PaymentOptions,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {}

  /** See `NewPayService.reconcile`. */
  async reconcile(orderNo: string, options?: NewPayCallOptions): Promise<NewPayPayment> {
    const { signal, timeout = this.options.timeout } = requireCallOptions(options);
    const payment = await this.payments.queryOrder(orderNo, { signal, timeout });
    await this.publish(payment, { signal, timeout });
    return payment;
  }

  /**
   * Publishes the event of a payment that was queried, if its status is final. Waits, as long as the
   * options allow, while a callback of the same order is in progress.
   *
   * @throws {NewPayDeliveryError} the event could not be delivered
   */
  async publish(
    payment: NewPayPayment,
    { signal, timeout = this.options.timeout }: NewPayCallOptions,
  ): Promise<void> {
    if (payment.status === 'processing') {
      return;
    }
    await this.publishFinal(
      payment.status,
      {
        ...payment,
        occurredAt: new Date(this.now()),
        source: 'query',
        merchant: this.registration.name,
      },
      { signal, timeout },
    );
  }

  /**
   * Publishes the event of a final state, of whichever version of the API. Waits, as long as the options
   * allow, while a callback of the same order is in progress.
   *
   * @throws {NewPayDeliveryError} the event could not be delivered
   */
  async publishFinal(
    status: FinalStatus,
    payment: NewPayEventFields,
    { signal, timeout = this.options.timeout }: NewPayCallOptions,
  ): Promise<void> {
    const deadline = new Deadline(timeout, signal);
    try {
      await this.#publishUntil(status, payment, deadline);
    } finally {
      deadline.clear();
    }
  }

  /** The listeners of a delivery in progress may still fail. */
  async #publishUntil(
    status: FinalStatus,
    payment: NewPayEventFields,
    deadline: Deadline,
  ): Promise<void> {
    for (;;) {
      try {
        return await this.publisher.publishResult(status, payment);
      } catch (error) {
        if (!isInstance(error, DeliveryInProgressError) || deadline.isOver) {
          throw new NewPayDeliveryError(payment.orderNo, error);
        }
        await deadline.pause(BUSY_PAUSE);
      }
    }
  }
}
