/** The numbers of what a callback is about. */
export interface ResultNumbers {
  readonly orderNo: string;
  readonly refundOrderNo?: string;
  readonly newpayRefundOrderNo?: string;
}

/** What a callback is about, for messages. That of a refund of API v2 may name no order. */
export function nameOfResult({
  orderNo,
  refundOrderNo = '',
  newpayRefundOrderNo = '',
}: ResultNumbers): string {
  if (orderNo !== '') {
    return `order ${orderNo}`;
  }
  return refundOrderNo === ''
    ? `NewPay's refund ${newpayRefundOrderNo}`
    : `refund ${refundOrderNo}`;
}
