import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { NewPayDeliveryError } from '../errors/index.js';
import { BusyError } from '../events/delivery.errors.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
} from '../registration/newpay.tokens.js';
import type { PaymentOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import { PaymentClient } from './payment-client.js';
import { PaymentResultPublisher } from './payment-result-publisher.js';

/** How long to wait before looking again at an order that is being handled, in milliseconds. */
const BUSY_PAUSE = 50;

/** Brings the news that a callback did not. */
@Injectable()
export class PaymentReconciler {
  constructor(
    private readonly payments: PaymentClient,
    private readonly settler: PaymentResultPublisher,
    @Inject(NEWPAY_OPTIONS) private readonly options: PaymentOptions,
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

  /** Waits while a callback of the same order is being handled, for its listeners may yet fail. */
  async #settle(status: 'paid' | 'failed', payment: NewPayPayment): Promise<void> {
    const end = performance.now() + this.options.timeout;
    for (;;) {
      try {
        return await this.#settleNow(status, payment);
      } catch (error) {
        if (!(error instanceof BusyError) || performance.now() >= end) {
          throw new NewPayDeliveryError(payment.orderNo, error);
        }
        await setTimeout(BUSY_PAUSE);
      }
    }
  }

  #settleNow(status: 'paid' | 'failed', payment: NewPayPayment): Promise<void> {
    return this.settler.settle(status, {
      ...payment,
      occurredAt: new Date(this.now()),
      source: 'query',
      merchant: this.registration.name,
    });
  }
}
