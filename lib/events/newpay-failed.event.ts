import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * `newpay.failed`: the payment of this order failed; `transInfo` says why.
 *
 * @publicApi
 */
export class NewPayFailedEvent extends NewPayEvent {
  override readonly name = 'newpay.failed';

  constructor(fields: NewPayEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
