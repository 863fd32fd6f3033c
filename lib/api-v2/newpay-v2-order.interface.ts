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
  /** What `value` is, and so how the payer gets it. */
  readonly kind: 'url' | 'app' | 'data';
  /** The text that NewPay sent. If NewPay sent an object, its JSON. */
  readonly value: string;
}

/**
 * An order as NewPay created it, from a verified answer. NewPay documents only `appId` and
 * `payReference`; all other fields of the answer are in `raw`.
 *
 * @publicApi
 */
export interface NewPayV2Order {
  /** What the payer needs to pay the order. */
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
