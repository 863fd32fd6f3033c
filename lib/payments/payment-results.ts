import { Injectable } from '@nestjs/common';
import type { NewPayEventFields } from '../events/newpay-event.js';
import type { NewPayFinalPayment } from './newpay-settle-result.interface.js';

type OnResult = (payment: NewPayFinalPayment) => void;

/** Tells who waits for a payment in this process that its event was handled. */
@Injectable()
export class PaymentResults {
  readonly #waiting = new Map<string, OnResult>();

  /** @param onResult must not throw. There is one for each order */
  listen(orderNo: string, onResult: OnResult): void {
    this.#waiting.set(orderNo, onResult);
  }

  ignore(orderNo: string): void {
    this.#waiting.delete(orderNo);
  }

  announce(status: NewPayFinalPayment['status'], event: NewPayEventFields): void {
    const onResult = event.api === 'v2' ? undefined : this.#waiting.get(event.orderNo);
    onResult?.(paymentOf(status, event));
  }
}

function paymentOf(
  status: NewPayFinalPayment['status'],
  event: NewPayEventFields,
): NewPayFinalPayment {
  const { raw } = event;
  return Object.freeze({
    status,
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
