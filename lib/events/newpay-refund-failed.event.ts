import { NewPayRefundEvent, type NewPayRefundEventFields } from './newpay-refund.event.js';

/**
 * `newpay.refund-failed`: NewPay did not return the money of this refund; `transInfo` has NewPay's
 * reason. A new refund, under a new number, is safe.
 *
 * @publicApi
 */
export class NewPayRefundFailedEvent extends NewPayRefundEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  override readonly name = 'newpay.refund-failed';

  /** Copies the fields of an event from `fields`, and freezes the event. */
  constructor(fields: NewPayRefundEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
