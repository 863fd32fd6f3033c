/**
 * An order as NewPay created it ([protocol 4.1](../../docs/protocol.md#41-create-payment)), from a
 * verified answer.
 *
 * @publicApi
 */
export interface NewPayOrder {
  /** The cashier's address. Send the payer there: a browser shows the cashier, a phone opens the NewPay app. */
  readonly payUrl: string;
  /** Your order number, as sent. */
  readonly orderNo: string;
  /** NewPay's number of the order. */
  readonly newpayOrderNo: string;
  /** NewPay's transaction number, if the answer has one. */
  readonly tranNo: string | undefined;
  /** NewPay's transaction type, if the answer has one. */
  readonly tranAbbr: string | undefined;
  /** The amount that NewPay confirmed, as decimal text; equal in value to the amount sent. */
  readonly orderAmt: string;
  /** The `appId` of the registration. */
  readonly appId: string;
}
