import { refundCodeOf } from '../../protocol/v1/status-codes.js';
import type { SandboxRefund } from '../refunds/sandbox-refund.interface.js';
import type { AnswerData } from './api.js';

/**
 * What the answers to a refund and to its query say in the same words (protocol 4.4, 4.5). The page
 * lists no code for a refund under way; it is a payment's 2 here, by analogy.
 */
export function refundData(refund: SandboxRefund): AnswerData {
  const { order, result } = refund;
  return {
    tranStatus: refundCodeOf(result?.status ?? 'processing'),
    tranInfo: result?.tranInfo ?? '',
    refundOrderAmt: refund.refundOrderAmt,
    payMethod: order.payMethod,
    currency: order.currency,
    orderNo: refund.orderNo,
    refundOrderNo: refund.refundOrderNo,
    newpayRefundOrderNo: refund.newpayRefundOrderNo,
  };
}
