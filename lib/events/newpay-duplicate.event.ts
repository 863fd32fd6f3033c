import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/** The payment of an order that was handled before another one came. */
export interface NewPayHandledPayment {
  /** NewPay's number of it. */
  readonly newpayOrderNo: string;
  /** Its amount as decimal text; `undefined` when the store does not know it. */
  readonly orderAmt: string | undefined;
}

/**
 * `newpay.duplicate`: money came for an order under a number of NewPay's that was not handled, beside
 * the payment that was: the payer seems to have paid twice. `newpayOrderNo` and `orderAmt` are those
 * of this second payment. Look at the order and refund one of the two.
 *
 * @publicApi
 */
export class NewPayDuplicateEvent extends NewPayEvent {
  override readonly name = 'newpay.duplicate';
  /** NewPay's number of the payment that was handled for this order before. */
  readonly handledNewpayOrderNo: string;
  /** The amount of that payment as decimal text; `undefined` when the store does not know it. */
  readonly handledOrderAmt: string | undefined;

  constructor(fields: NewPayEventFields, handled: NewPayHandledPayment) {
    super(fields);
    this.handledNewpayOrderNo = handled.newpayOrderNo;
    this.handledOrderAmt = handled.orderAmt;
    Object.freeze(this);
  }
}
