/**
 * The kinds of messages that NewPay signs: callbacks, and answers to the named calls
 * ([protocol 4](../../../docs/protocol.md#4-calls),
 * [protocol 5](../../../docs/protocol.md#5-callbacks),
 * [protocol 8](../../../docs/protocol.md#8-wechat-mini-program) and
 * [protocol 9](../../../docs/protocol.md#9-users-and-transfers)).
 *
 * @publicApi
 */
export type NewPayMessageKind =
  | 'paymentCallback'
  | 'refundCallback'
  | 'order'
  | 'paymentQuery'
  | 'refund'
  | 'refundQuery'
  | 'user'
  | 'transfer'
  | 'transferQuery'
  | 'call';

/**
 * The documented fields of each kind of message, without `sign`. For `call` none are documented.
 */
export const DOCUMENTED_FIELDS: Readonly<
  Record<Exclude<NewPayMessageKind, 'call'>, readonly string[]>
> = {
  paymentCallback: [
    'appId',
    'currency',
    'extra',
    'newpayOrderNo',
    'orderAmt',
    'orderNo',
    'payMethod',
    'settlementStatus',
    'subject',
    'timestamp',
    'transInfo',
    'transStatus',
  ],
  refundCallback: [
    'appId',
    'currency',
    'newpayOrderNo',
    'newpayRefundOrderNo',
    'orderNo',
    'payMethod',
    'refundOrderAmt',
    'refundOrderNo',
    'timestamp',
    'transInfo',
    'transStatus',
  ],
  order: ['appId', 'newpayOrderNo', 'orderAmt', 'orderNo', 'payUrl', 'tranAbbr', 'tranNo'],
  paymentQuery: [
    'appId',
    'currency',
    'extra',
    'newpayOrderNo',
    'orderAmt',
    'orderNo',
    'payMethod',
    'settlementStatus',
    'subject',
    'tranAbbr',
    'tranNo',
    'transInfo',
    'transStatus',
  ],
  refund: [
    'appId',
    'currency',
    'newpayRefundOrderNo',
    'orderNo',
    'payMethod',
    'refundOrderAmt',
    'refundOrderNo',
    'tranInfo',
    'tranStatus',
  ],
  refundQuery: [
    'appId',
    'currency',
    'newpayOrderNo',
    'newpayRefundOrderNo',
    'orderNo',
    'payMethod',
    'refundOrderAmt',
    'refundOrderNo',
    'tranAbbr',
    'tranInfo',
    'tranNo',
    'tranStatus',
  ],
  user: [
    'appId',
    'area',
    'fundAccountId',
    'nickName',
    'tranAbbr',
    'tranNo',
    'userAvatar',
    'userMobile',
    'userName',
  ],
  transfer: ['appId', 'currency', 'orderAmt', 'orderDesc', 'orderNo', 'tranAbbr', 'tranNo'],
  transferQuery: [
    'accountTime',
    'appId',
    'currency',
    'orderAmt',
    'orderDesc',
    'orderNo',
    'phoneNo',
    'tranAbbr',
    'tranNo',
  ],
};
