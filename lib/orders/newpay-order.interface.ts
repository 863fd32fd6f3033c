/**
 * An order as NewPay created it (protocol 4.1), from a verified answer.
 *
 * @publicApi
 */
export interface NewPayOrder {
  /** Where to send the payer: a browser shows the cashier, on a phone the link wakes the NewPay app. */
  readonly payUrl: string;
  /** The merchant's own order number, as sent. */
  readonly orderNo: string;
  /** NewPay's number of the order. */
  readonly newpayOrderNo: string;
  /** NewPay's transaction number, when it gave one. */
  readonly tranNo: string | undefined;
  /** NewPay's transaction type, when it gave one. */
  readonly tranAbbr: string | undefined;
  /** The amount as NewPay confirmed it, decimal text; equal in value to the one sent. */
  readonly orderAmt: string;
  readonly appId: string;
}
