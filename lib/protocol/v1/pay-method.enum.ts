/** How the payer pays (protocol 4.1; `MasterCard` only where 4.2 and 4.3 list it). */
export enum PayMethod {
  NewPay = 1,
  Visa = 3,
  MasterCard = 4,
  WeChat = 5,
  Alipay = 6,
}
