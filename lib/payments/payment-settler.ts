import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EventPublisher } from '../events/event-publisher.js';
import type { NewPayEventFields } from '../events/newpay-event.js';
import type { PaymentOptions } from '../options/resolved-options.interface.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { AwaitedPayments } from './awaited-payments.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import type { NewPayFinalPayment, NewPaySettleResult } from './newpay-settle-result.interface.js';
import { PaymentClient } from './payment-client.js';
import { PaymentResultPublisher, type FinalStatus } from './payment-result-publisher.js';
import { PaymentReconciler } from './payment-reconciler.js';
import type { NewPaySettleOptions } from './settle-options.js';

/** Waits for the results of payments of API v1. */
@Injectable()
export class PaymentSettler implements OnModuleDestroy {
  readonly #payments: AwaitedPayments<NewPayFinalPayment>;

  constructor(
    payments: PaymentClient,
    reconciler: PaymentReconciler,
    events: EventPublisher,
    results: PaymentResultPublisher,
    @Inject(NEWPAY_OPTIONS) { appId }: PaymentOptions,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#payments = new AwaitedPayments({
      api: 'v1',
      query: async (orderNo, options) => finalOf(await payments.queryOrder(orderNo, options)),
      publish: (payment) => reconciler.publish(payment, {}),
      ofEvent: paymentOf,
      results,
      events,
      appId,
      merchant: registration.name,
      logger: loggerFor('NewPayService', registration),
    });
  }

  /** See `NewPayService.settle`. */
  async settle(orderNo: string, options: NewPaySettleOptions): Promise<NewPaySettleResult> {
    return this.#payments.settle(orderNo, options);
  }

  onModuleDestroy(): void {
    this.#payments.close();
  }
}

function finalOf(payment: NewPayPayment): NewPayFinalPayment | undefined {
  const { status } = payment;
  return status === 'processing' ? undefined : Object.freeze({ ...payment, status });
}

function paymentOf(status: FinalStatus, event: NewPayEventFields): NewPayFinalPayment {
  const { raw } = event;
  return Object.freeze({
    status: status === 'paid' ? 'paid' : 'failed',
    orderNo: event.orderNo,
    newpayOrderNo: event.newpayOrderNo,
    orderAmt: event.orderAmt,
    currency: event.currency,
    payMethod: event.payMethod,
    subject: event.subject,
    extra: event.extra,
    transInfo: event.transInfo,
    settlementStatus: event.settlementStatus,
    raw,
    tranNo: raw['tranNo'],
    tranAbbr: raw['tranAbbr'],
    appId: raw['appId'] ?? '',
  });
}
