import {
  refundCallbackCodeOf,
  type NewPayRefundCallbackReading,
} from '../../protocol/v1/status-codes.js';
import type { ConcludedRefund } from '../refunds/sandbox-refund.interface.js';
import type { CallbackField } from './callback-text.js';

/**
 * The fields of a refund callback (protocol 5.2) in the JSON types of its example. In the reading of
 * the example `transStatus` stands twice, as there (10.3).
 */
export function refundCallbackFields(
  appId: string,
  { order, result, ...refund }: ConcludedRefund,
  reading: NewPayRefundCallbackReading,
): CallbackField[] {
  const status: CallbackField = ['transStatus', refundCallbackCodeOf(result.status, reading)];
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
