import { Inject, Injectable } from '@nestjs/common';
import { NewPayDeliveryError } from '../errors/index.js';
import { BusyError } from '../events/event-delivery.js';
import { NEWPAY_CLOCK, NEWPAY_REGISTRATION } from '../newpay.constants.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import { PaymentQuery } from './payment-query.js';
import { PaymentSettler } from './payment-settler.js';

/** Brings the news that a callback did not. */
@Injectable()
export class PaymentReconciler {
  constructor(
    private readonly payments: PaymentQuery,
    private readonly settler: PaymentSettler,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {}

  /** Rejects as `NewPayService.reconcile` says. */
  async reconcile(orderNo: string): Promise<NewPayPayment> {
    const payment = await this.payments.query(orderNo);
    if (payment.status !== 'processing') {
      await this.#settle(payment.status, payment);
    }
    return payment;
  }

  async #settle(status: 'paid' | 'failed', payment: NewPayPayment): Promise<void> {
    try {
      await this.settler.settle(status, {
        ...payment,
        occurredAt: new Date(this.now()),
        source: 'query',
        merchant: this.registration.name,
      });
    } catch (error) {
      // Its callback is being handled at this moment, and answers for it.
      if (!(error instanceof BusyError)) {
        throw new NewPayDeliveryError(payment.orderNo, error);
      }
    }
  }
}
