import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * `newpay.paid`: NewPay has the payer's money for this order. It is final. Without the option
 * `expectOrder` nothing has compared the amount with your order: compare `orderAmt` and `currency`
 * yourself (`isSameAmount`).
 *
 * @publicApi
 */
export class NewPayPaidEvent extends NewPayEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  override readonly name = 'newpay.paid';

  /** Copies the fields of an event from `fields`, and freezes the event. */
  constructor(fields: NewPayEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
