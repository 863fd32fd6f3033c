import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/** What {@link NewPayDuplicateEvent} carries. */
export interface NewPayDuplicateEventFields extends NewPayEventFields {
  /** NewPay's number of the payment that was handled for this order before. */
  readonly handledNewpayOrderNo: string;
  /** The amount of that payment as decimal text; `undefined` when the store does not know it. */
  readonly handledOrderAmt: string | undefined;
}

/**
 * `newpay.duplicate`: money came for an order under a number of NewPay's that was not handled, beside
 * the payment that was: the payer seems to have paid twice. `orderAmt` is the amount of this second
 * payment. Look at the order and refund one of the two.
 *
 * @publicApi
 */
export class NewPayDuplicateEvent extends NewPayEvent implements NewPayDuplicateEventFields {
  override readonly name = 'newpay.duplicate';
  readonly handledNewpayOrderNo: string;
  readonly handledOrderAmt: string | undefined;

  constructor(fields: NewPayDuplicateEventFields) {
    super(fields);
    this.handledNewpayOrderNo = fields.handledNewpayOrderNo;
    this.handledOrderAmt = fields.handledOrderAmt;
    Object.freeze(this);
  }
}
