import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { NewPayDeliveryError } from '../errors/index.js';
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
import { PaymentResultPublisher } from './payment-result-publisher.js';

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
  async reconcile(orderNo: string): Promise<NewPayPayment> {
    const payment = await this.payments.queryOrder(orderNo);
    if (payment.status !== 'processing') {
      await this.#publish(payment.status, payment);
    }
    return payment;
  }

  /** Waits while a callback of the same order is in progress: its listeners may still fail. */
  async #publish(status: 'paid' | 'failed', payment: NewPayPayment): Promise<void> {
    const end = performance.now() + this.options.timeout;
    for (;;) {
      try {
        return await this.#publishNow(status, payment);
      } catch (error) {
        if (!(error instanceof DeliveryInProgressError) || performance.now() >= end) {
          throw new NewPayDeliveryError(payment.orderNo, error);
        }
        await setTimeout(BUSY_PAUSE);
      }
    }
  }

  #publishNow(status: 'paid' | 'failed', payment: NewPayPayment): Promise<void> {
    return this.publisher.publishResult(status, {
      ...payment,
      occurredAt: new Date(this.now()),
      source: 'query',
      merchant: this.registration.name,
    });
  }
}
