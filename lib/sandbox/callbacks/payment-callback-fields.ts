import { PAYMENT_CALLBACK_CODES, SETTLEMENT_CODES } from '../status-code-encoding.js';
import type { ConcludedOrder } from '../orders/sandbox-order.interface.js';
import type { CallbackField } from './callback-text.js';

/**
 * The fields of a payment callback (protocol 5.1) with the JSON types of its example: codes and
 * `timestamp` are numbers. Only `appId` is a string, as in the table: the number in the example is
 * not a documented ID.
 */
export function paymentCallbackFields(
  appId: string,
  order: ConcludedOrder,
  at = Date.now(),
): CallbackField[] {
  return [
    ['appId', appId],
    ['payMethod', order.payMethod],
    ['orderAmt', order.orderAmt],
    ['currency', order.currency],
    ['newpayOrderNo', order.newpayOrderNo],
    ['orderNo', order.orderNo],
    ['subject', order.subject],
    ['transStatus', PAYMENT_CALLBACK_CODES[order.result.status === 'paid' ? 'paid' : 'failed']],
    ['transInfo', order.result.transInfo],
    ['settlementStatus', SETTLEMENT_CODES['not-settled']],
    ['timestamp', at],
    ['extra', order.extra],
  ];
}
