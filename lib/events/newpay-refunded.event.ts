import { NewPayRefundEvent, type NewPayRefundEventFields } from './newpay-refund.event.js';

/**
 * `newpay.refunded`: NewPay returned the money of this refund to the payer. It is final.
 *
 * @publicApi
 */
export class NewPayRefundedEvent extends NewPayRefundEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  override readonly name = 'newpay.refunded';

  /** Copies the fields of an event from `fields`, and freezes the event. */
  constructor(fields: NewPayRefundEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
