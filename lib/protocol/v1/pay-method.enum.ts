/**
 * The payment methods (protocol 4.1). `MasterCard` is documented for pre-payments and queries only
 * (4.2, 4.3).
 *
 * @publicApi
 */
export enum PayMethod {
  NewPay = 1,
  Visa = 3,
  MasterCard = 4,
  WeChat = 5,
  Alipay = 6,
}
