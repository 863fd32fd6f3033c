import type { NewPayRefundStatus } from '../core/status/payment-status.js';
import type { Currency } from '../dto/currency.enum.js';
import type { PayMethod } from '../dto/pay-method.enum.js';

/**
 * A refund as NewPay knows it (protocol 4.4, 4.5), from a verified answer.
 *
 * @publicApi
 */
export interface NewPayRefund {
  /**
   * What became of it; `processing` is not final. A query's `failed` is final once the refund's
   * callback has come, or NewPay says so otherwise: its page has no code for a refund under way. The answer to a new refund never says `failed`: its
   * code for that is given before the result is final (inferred, protocol 10.5).
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
