import { Currency, NewPayPaidEvent, PayMethod } from '../../lib/index.js';
import { APP_ID } from './signed-callback.js';

/** The event of a paid order, as a callback without anything optional leads to it. */
export function paidEvent(orderNo: string): NewPayPaidEvent {
  return new NewPayPaidEvent({
    orderNo,
    newpayOrderNo: 'N1',
    orderAmt: '50000',
    currency: Currency.LAK,
    payMethod: PayMethod.NewPay,
    subject: undefined,
    extra: undefined,
    transInfo: undefined,
    settlementStatus: 'unknown',
    occurredAt: new Date(),
    source: 'callback',
    merchant: undefined,
    raw: { appId: APP_ID, orderNo },
  });
}
