import { callbackCodeOf, settlementCodeOf } from '../../protocol/v1/status-codes.js';
import type { ConcludedOrder } from '../orders/sandbox-order.interface.js';
import type { CallbackField } from './callback-text.js';

/**
 * The fields of a payment callback (protocol 5.1) in the JSON types of its example, where codes and
 * `timestamp` are numbers. `appId` alone is text, as the table has it: the example's number cannot be
 * one of the documented ids.
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
    ['transStatus', callbackCodeOf(order.result.status)],
    ['transInfo', order.result.transInfo],
    ['settlementStatus', settlementCodeOf('not-settled')],
    ['timestamp', at],
    ['extra', order.extra],
  ];
}
