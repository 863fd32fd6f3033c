import { Inject, Injectable } from '@nestjs/common';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import { requireCallOptions } from '../gateway/call-options.js';
import type { NewPayEventFields } from '../events/newpay-event.js';
import { PaymentReconciler } from '../payments/payment-reconciler.js';
import { NEWPAY_CLOCK, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayV2OrderReference, NewPayV2Payment } from './newpay-v2-payment.interface.js';
import { V2PaymentClient } from './v2-payment-client.js';

/** Publishes the results of payments of API v2 whose callback did not come. */
@Injectable()
export class V2Reconciler {
  constructor(
    private readonly payments: V2PaymentClient,
    private readonly reconciler: PaymentReconciler,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {}

  /** See `NewPayV2Service.reconcile`. */
  async reconcile(
    by: NewPayV2OrderReference,
    options?: NewPayCallOptions,
  ): Promise<NewPayV2Payment> {
    const callOptions = requireCallOptions(options);
    const payment = await this.payments.queryOrder(by, callOptions);
    await this.publish(payment, callOptions);
    return payment;
  }

  /**
   * Publishes the event of a payment that was queried, if its status is final. Waits, as long as the
   * options allow, while a callback of the same order is in progress.
   *
   * @throws {NewPayDeliveryError} the event could not be delivered
   */
  async publish(payment: NewPayV2Payment, options: NewPayCallOptions): Promise<void> {
    const { status } = payment;
    if (status !== 'processing') {
      await this.reconciler.publishFinal(status, this.eventFieldsOf(payment), options);
    }
  }

  /** The fields of the event about a queried payment. */
  eventFieldsOf(payment: NewPayV2Payment): NewPayEventFields {
    return {
      ...payment,
      occurredAt: new Date(this.now()),
      source: 'query',
      merchant: this.registration.name,
      api: 'v2',
    };
  }
}
