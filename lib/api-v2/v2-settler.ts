import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EventPublisher } from '../events/event-publisher.js';
import type { NewPayEventFields } from '../events/newpay-event.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import { AwaitedPayments } from '../payments/awaited-payments.js';
import { PaymentResultPublisher, type FinalStatus } from '../payments/payment-result-publisher.js';
import type { NewPaySettleOptions } from '../payments/settle-options.js';
import { findPayTime, findWord } from '../protocol/v2/field-readers.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayV2Payment } from './newpay-v2-payment.interface.js';
import type {
  NewPayV2FinalPayment,
  NewPayV2SettleResult,
} from './newpay-v2-settle-result.interface.js';
import { V2PaymentClient } from './v2-payment-client.js';
import { V2Reconciler } from './v2-reconciler.js';

/** Waits for the results of payments of API v2. */
@Injectable()
export class V2Settler implements OnModuleDestroy {
  readonly #payments: AwaitedPayments<NewPayV2FinalPayment>;

  constructor(
    payments: V2PaymentClient,
    reconciler: V2Reconciler,
    events: EventPublisher,
    results: PaymentResultPublisher,
    @Inject(NEWPAY_OPTIONS) { appId }: V2Options,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#payments = new AwaitedPayments({
      api: 'v2',
      query: async (orderNo, options) => finalOf(await payments.queryOrder({ orderNo }, options)),
      publish: (payment) => reconciler.publish(payment, {}),
      ofEvent: paymentOf,
      results,
      events,
      appId,
      merchant: registration.name,
      logger: loggerFor('NewPayV2Service', registration),
    });
  }

  /** See `NewPayV2Service.settle`. */
  async settle(orderNo: string, options: NewPaySettleOptions): Promise<NewPayV2SettleResult> {
    return this.#payments.settle(orderNo, options);
  }

  onModuleDestroy(): void {
    this.#payments.close();
  }
}

function finalOf(payment: NewPayV2Payment): NewPayV2FinalPayment | undefined {
  const { status } = payment;
  return status === 'processing' ? undefined : Object.freeze({ ...payment, status });
}

function paymentOf(status: FinalStatus, event: NewPayEventFields): NewPayV2FinalPayment {
  const { raw, verified = true } = event;
  const fields = new Map(Object.entries(raw));
  return Object.freeze({
    status,
    orderNo: event.orderNo,
    newpayOrderNo: event.newpayOrderNo,
    orderAmt: event.orderAmt,
    currency: event.currency,
    payMethod: event.payMethod,
    orderType: findWord(fields, 'orderType'),
    subject: event.subject,
    extra: event.extra,
    transInfo: event.transInfo,
    settlementStatus: event.settlementStatus,
    paidAt: findPayTime(fields),
    appId: raw['appId'] ?? '',
    verified,
    raw,
  });
}
