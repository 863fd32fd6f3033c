import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * The payment of an order that was handled first, before a second one came.
 *
 * @publicApi
 */
export interface NewPayHandledPayment {
  /** NewPay's number of the handled payment. */
  readonly newpayOrderNo: string;
  /** The amount of the handled payment as decimal text; `undefined` when the store does not know it. */
  readonly orderAmt: string | undefined;
}

/**
 * `newpay.duplicate`: the payer seems to have paid the order twice. NewPay reported money for it under a
 * second NewPay number. `newpayOrderNo` and `orderAmt` are those of the second payment, which is not
 * published as `newpay.paid`. Look at the order and refund one of the two payments.
 *
 * @publicApi
 */
export class NewPayDuplicateEvent extends NewPayEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  override readonly name = 'newpay.duplicate';
  /** NewPay's number of the payment that was handled first. */
  readonly handledNewpayOrderNo: string;
  /**
   * The amount of the payment that was handled first, as decimal text; `undefined` when the store does
   * not know it.
   */
  readonly handledOrderAmt: string | undefined;

  /**
   * Copies the fields of an event from `fields`, and freezes the event. `handled` is the payment that was handled
   * first.
   */
  constructor(fields: NewPayEventFields, handled: NewPayHandledPayment) {
    super(fields);
    this.handledNewpayOrderNo = handled.newpayOrderNo;
    this.handledOrderAmt = handled.orderAmt;
    Object.freeze(this);
  }
}
