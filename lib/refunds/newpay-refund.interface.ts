import type { NewPayRefundStatus } from '../protocol/v1/status-codes.js';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { PayMethod } from '../protocol/v1/pay-method.enum.js';

/**
 * A refund as NewPay knows it (protocol 4.4, 4.5), from a verified answer.
 *
 * @publicApi
 */
export interface NewPayRefund {
  /**
   * What became of it. `refunded` and `failed` are final; after `failed` a second refund, under a new
   * number, is safe. `processing` is not final: NewPay has no documented code for a refund under way, so
   * that its 0 is read as `failed` only
   *
   * - once the option `refundSettleTime` (15 minutes) is over since this process sent the refund, or
   *   first heard the 0 of a refund that another process sent; or
   * - once the refund's callback has come to this process and is a minute old; or
   * - once NewPay has said its code 2 of any refund to this process: then it does have one.
   *
   * The answer to a new refund never says `failed` (inferred, protocol 10.5).
   */
  readonly status: NewPayRefundStatus;
  /** The merchant's own number of the payment. */
  readonly orderNo: string;
  /** NewPay's number of the payment, which only a query tells. */
  readonly newpayOrderNo: string | undefined;
  /** The merchant's own number of the refund. */
  readonly refundOrderNo: string;
  /** NewPay's number of the refund. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund, decimal text. */
  readonly refundOrderAmt: string;
  readonly currency: Currency;
  /** A value of `PayMethod`, or a number that NewPay's pages do not list yet (protocol 10.12). */
  readonly payMethod: PayMethod | number;
  /** NewPay's words on the result. */
  readonly tranInfo: string | undefined;
  readonly appId: string;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
