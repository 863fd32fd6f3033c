import { NewPayRefundEvent, type NewPayRefundEventFields } from './newpay-refund-event.js';

/**
 * `newpay.refunded`: NewPay has given the money of this refund back.
 *
 * @publicApi
 */
export class NewPayRefundedEvent extends NewPayRefundEvent {
  override readonly name = 'newpay.refunded';

  constructor(fields: NewPayRefundEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
