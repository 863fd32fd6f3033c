import { REFUND_CODES } from '../status-code-encoding.js';
import type { SandboxRefund } from '../refunds/sandbox-refund.interface.js';
import type { AnswerData } from './api.js';

/**
 * The common fields of the answers to a refund and to its query (protocol 4.4, 4.5). There is no
 * documented code for a refund in progress; it is 2 here, as for payments.
 */
export function refundData(refund: SandboxRefund): AnswerData {
  const { order, result } = refund;
  return {
    tranStatus: REFUND_CODES[result?.status ?? 'processing'],
    tranInfo: result?.tranInfo ?? '',
    refundOrderAmt: refund.refundOrderAmt,
    payMethod: order.payMethod,
    currency: order.currency,
    orderNo: refund.orderNo,
    refundOrderNo: refund.refundOrderNo,
    newpayRefundOrderNo: refund.newpayRefundOrderNo,
  };
}
