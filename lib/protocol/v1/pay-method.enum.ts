/**
 * The payment methods ([protocol 4.1](../../../docs/protocol.md#41-create-payment)). `MasterCard`
 * is documented for pre-payments and queries only
 * (4.2, 4.3).
 *
 * @publicApi
 */
export enum PayMethod {
  /** The NewPay app. */
  NewPay = 1,
  /** A Visa card. */
  Visa = 3,
  /** A MasterCard card. */
  MasterCard = 4,
  /** WeChat Pay. */
  WeChat = 5,
  /** Alipay. */
  Alipay = 6,
}
