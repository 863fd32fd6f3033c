import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * The fields that every event about a refund has, as its constructor takes them.
 *
 * @publicApi
 */
export interface NewPayRefundEventFields extends NewPayEventFields {
  /** The merchant's refund number. */
  readonly refundOrderNo: string;
  /** NewPay's refund number. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund as decimal text. */
  readonly refundOrderAmt: string;
}

/**
 * The base class of the events about refunds. Their amount is `refundAmt`; the amount of the order is
 * not in the event.
 *
 * @publicApi
 */
export abstract class NewPayRefundEvent extends NewPayEvent implements NewPayRefundEventFields {
  /** The merchant's refund number. */
  readonly refundOrderNo: string;
  /** NewPay's refund number. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund as decimal text, as NewPay prints it: `123.00` and `123` are equal. */
  readonly refundAmt: string;
  /** The amount of the refund under NewPay's own name: the same text as `refundAmt`. */
  readonly refundOrderAmt: string;
  /**
   * The amount of the refund, not of the order: the same as `refundAmt`.
   * @deprecated Use `refundAmt`. A sum of `orderAmt` counts a partial refund as a whole order. It will
   * be removed in 1.0.
   */
  declare readonly orderAmt: string;

  /** Copies the fields of an event from `fields`; `refundAmt` is `refundOrderAmt`. */
  constructor(fields: NewPayRefundEventFields) {
    super(fields);
    this.refundOrderNo = fields.refundOrderNo;
    this.newpayRefundOrderNo = fields.newpayRefundOrderNo;
    this.refundAmt = fields.refundOrderAmt;
    this.refundOrderAmt = fields.refundOrderAmt;
  }
}
