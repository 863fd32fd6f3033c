import type { SandboxRefund } from '../refunds/sandbox-refund.interface.js';
import type { V2Data } from './signed-data.js';
import { REFUND_WORDS } from './status-words.js';

/** The fields of the answer to a refund (protocol 6.3): amounts are text. */
export function refundData(refund: SandboxRefund): V2Data {
  return {
    newpayRefundNo: refund.newpayRefundOrderNo,
    mchRefundNo: refund.refundOrderNo,
    status: REFUND_WORDS[refund.result?.status ?? 'processing'],
    orderAmt: refund.order.orderAmt,
    refundAmt: refund.refundOrderAmt,
    message: refund.result?.tranInfo ?? '',
  };
}

/**
 * The fields of the answer to the query of a refund (protocol 6.4): amounts are objects. Its callback has
 * the same fields, which is an assumption: NewPay's page of it could not be read (6.6).
 */
export function queriedRefundData({ order, ...refund }: SandboxRefund): V2Data {
  const { currency } = order;
  return {
    newpayRefundNo: refund.newpayRefundOrderNo,
    mchRefundNo: refund.refundOrderNo,
    newpayOrderNo: order.newpayOrderNo,
    refundAmt: { value: refund.refundOrderAmt, currency },
    orderAmt: { value: order.orderAmt, currency },
    refundStatus: REFUND_WORDS[refund.result?.status ?? 'processing'],
  };
}
