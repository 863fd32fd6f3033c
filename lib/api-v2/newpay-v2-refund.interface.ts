import type { Currency } from '../protocol/v1/currency.enum.js';
import type { NewPayRefundStatus } from '../protocol/v1/status-codes.js';

/**
 * Which refund of API v2 is queried: by your number, or by NewPay's.
 *
 * @publicApi
 */
export type NewPayV2RefundReference =
  | {
      /** Your number of the refund. */
      readonly refundOrderNo: string;
      /** Leave it out when you give `refundOrderNo`. */
      readonly newpayRefundOrderNo?: undefined;
    }
  | {
      /** NewPay's number of the refund. */
      readonly newpayRefundOrderNo: string;
      /** Leave it out when you give `newpayRefundOrderNo`. */
      readonly refundOrderNo?: undefined;
    };

/**
 * A refund of API v2, from the answer to a refund or to its query
 * ([protocol 6.3](../../docs/protocol.md#63-refund) and
 * [protocol 6.4](../../docs/protocol.md#64-query-refund)).
 *
 * @publicApi
 */
export interface NewPayV2Refund {
  /**
   * `refunded` and `failed` are final. After `failed`, a second refund under a new number is safe.
   * `processing` is not final.
   */
  readonly status: NewPayRefundStatus;
  /** NewPay's number of the payment: as you sent it, or from the answer to a query. */
  readonly newpayOrderNo: string;
  /** Your number of the refund. */
  readonly refundOrderNo: string;
  /** NewPay's number of the refund. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund, as decimal text. */
  readonly refundOrderAmt: string;
  /** The amount of the payment, as decimal text. */
  readonly orderAmt: string;
  /** The currency of `refundOrderAmt` and `orderAmt`: as you gave it, or from the answer to a query. */
  readonly currency: Currency;
  /** NewPay's text about the result, if the answer has it. */
  readonly tranInfo: string | undefined;
  /**
   * Whether the signature of the answer was verified. `false` only for a query with the option
   * `v2.unverified: 'ask'`.
   */
  readonly verified: boolean;
  /** Every field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
