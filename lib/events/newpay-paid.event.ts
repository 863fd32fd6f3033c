import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * `newpay.paid`: NewPay has the payer's money for this order.
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
