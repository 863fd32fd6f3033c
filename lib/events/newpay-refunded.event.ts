import { NewPayRefundEvent, type NewPayRefundEventFields } from './newpay-refund.event.js';

/**
 * `newpay.refunded`: NewPay returned the money of this refund to the payer. It is final.
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
