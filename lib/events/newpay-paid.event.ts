import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * `newpay.paid`: NewPay has the payer's money for this order. It is final. Without the option
 * `expectOrder` nothing has compared the amount with your order: compare `orderAmt` and `currency`
 * yourself (`isSameAmount`).
 *
 * @publicApi
 */
export class NewPayPaidEvent extends NewPayEvent {
  override readonly name = 'newpay.paid';

  constructor(fields: NewPayEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
