/**
 * What the payer needs to pay an order of API v2
 * ([protocol 6.1](../../docs/protocol.md#61-unified-order)).
 *
 * - `url`: a web address, for a browser
 * - `app`: an address of an app or a mini program, such as `newpay://…`: pass it to the phone as a link
 * - `data`: anything else, such as the JSON with `prepay_id` for a mini program inside WeChat, or the
 *   content of a QR code: do not open it as an address
 *
 * @publicApi
 */
export interface NewPayPayReference {
  readonly kind: 'url' | 'app' | 'data';
  /** As NewPay sent it; an object as its JSON. */
  readonly value: string;
}

/**
 * An order as NewPay created it, from a verified answer. NewPay documents `appId` and `payReference`
 * alone; what else the answer has is in `raw`.
 *
 * @publicApi
 */
export interface NewPayV2Order {
  readonly payReference: NewPayPayReference;
  /** Your order number, as sent. */
  readonly orderNo: string;
  /** NewPay's number of the order, if the answer has it. */
  readonly newpayOrderNo: string | undefined;
  /** The `appId` of the registration. */
  readonly appId: string;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
