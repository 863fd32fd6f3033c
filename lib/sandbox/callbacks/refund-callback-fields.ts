import {
  REFUND_CALLBACK_CODES,
  type NewPayRefundCallbackReading,
} from '../status-code-encoding.js';
import type { ConcludedRefund } from '../refunds/sandbox-refund.interface.js';
import type { CallbackField } from './callback-text.js';

/**
 * The fields of a refund callback (protocol 5.2) with the JSON types of its example. With the
 * reading `example`, `transStatus` is repeated as in the example (10.3).
 */
export function refundCallbackFields(
  appId: string,
  { order, result, ...refund }: ConcludedRefund,
  reading: NewPayRefundCallbackReading,
): CallbackField[] {
  const status: CallbackField = ['transStatus', REFUND_CALLBACK_CODES[reading][result.status]];
  return [
    ['appId', appId],
    ['payMethod', order.payMethod],
    ['refundOrderAmt', refund.refundOrderAmt],
    ['currency', order.currency],
    ['newpayOrderNo', order.newpayOrderNo],
    ['newpayRefundOrderNo', refund.newpayRefundOrderNo],
    ['orderNo', refund.orderNo],
    ['refundOrderNo', refund.refundOrderNo],
    ...(reading === 'example' ? [status, status] : [status]),
    ['transInfo', result.tranInfo],
    ['timestamp', Date.now()],
  ];
}
