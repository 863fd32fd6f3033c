import type { NewPayRefundStatus } from '../protocol/v1/status-codes.js';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { PayMethod } from '../protocol/v1/pay-method.enum.js';

/**
 * A refund from the verified answer to a refund or to its query
 * ([protocol 4.4](../../docs/protocol.md#44-refund) and
 * [protocol 4.5](../../docs/protocol.md#45-query-refund)).
 *
 * @publicApi
 */
export interface NewPayRefund {
  /**
   * `refunded` and `failed` are final. After `failed`, a second refund under a new number is safe.
   * `processing` is not final.
   *
   * NewPay documents no code for a refund in progress, and may use its code 0 (failed) for it. So 0 is
   * `failed` only when one of these is true, and `processing` otherwise:
   *
   * - the option `refundSettleTime` (15 minutes) has passed since this process sent the refund, or since
   *   it first received the 0 of a refund that another process sent;
   * - this process received the callback of the refund, and the callback is one minute old;
   * - NewPay returned code 2 (processing) for any refund to this process.
   *
   * The answer to a new refund is never `failed` (inferred,
   * [protocol 10.5](../../docs/protocol.md#10-contradictions-and-traps)).
   */
  readonly status: NewPayRefundStatus;
  /** Your number of the order. */
  readonly orderNo: string;
  /** NewPay's number of the order. Only the answer to a query has it. */
  readonly newpayOrderNo: string | undefined;
  /** Your number of the refund. */
  readonly refundOrderNo: string;
  /** NewPay's number of the refund. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund, as decimal text. */
  readonly refundOrderAmt: string;
  /** The currency of the refund, which is that of its payment: `LAK` or `USD`. */
  readonly currency: Currency;
  /**
   * A value of `PayMethod`, or a number that NewPay's pages do not list
   * ([protocol 10.12](../../docs/protocol.md#10-contradictions-and-traps)).
   */
  readonly payMethod: PayMethod | number;
  /** NewPay's text about the result; `undefined` if there is none. */
  readonly tranInfo: string | undefined;
  /** The `appId` of the registration. */
  readonly appId: string;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
