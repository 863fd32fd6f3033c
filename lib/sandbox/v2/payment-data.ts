import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { V2Data } from './signed-data.js';
import { NOT_SETTLED, PAYMENT_WORDS } from './status-words.js';

/** The fields of a payment, in its callback and in the answer to its query (protocol 6.2, 6.6). */
export function paymentData(appId: string, order: SandboxOrder): V2Data {
  const { orderAmt: value, currency, result, v2 } = order;
  return {
    appId,
    payStatus: PAYMENT_WORDS[result?.status ?? 'processing'],
    payMethod: order.payMethod,
    orderType: v2?.orderType ?? null,
    orderAmt: { value, currency },
    mchOrderNo: order.orderNo,
    newpayOrderNo: order.newpayOrderNo,
    subject: order.subject,
    settlementStatus: NOT_SETTLED,
    paytime: result?.paidAt ?? null,
    attach: order.extra,
  };
}
