import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/** What every event about a refund carries. */
export interface NewPayRefundEventFields extends NewPayEventFields {
  /** The merchant's own number of the refund. */
  readonly refundOrderNo: string;
  /** NewPay's number of the refund. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund, decimal text; `orderAmt` is the same. */
  readonly refundOrderAmt: string;
}

/** The base of the events about refunds. */
export abstract class NewPayRefundEvent extends NewPayEvent implements NewPayRefundEventFields {
  readonly refundOrderNo: string;
  readonly newpayRefundOrderNo: string;
  readonly refundOrderAmt: string;

  constructor(fields: NewPayRefundEventFields) {
    super(fields);
    this.refundOrderNo = fields.refundOrderNo;
    this.newpayRefundOrderNo = fields.newpayRefundOrderNo;
    this.refundOrderAmt = fields.refundOrderAmt;
  }
}
