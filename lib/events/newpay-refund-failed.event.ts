import { NewPayRefundEvent, type NewPayRefundEventFields } from './newpay-refund-event.js';

/**
 * `newpay.refund-failed`: the money of this refund was not given back; `transInfo` says why.
 *
 * @publicApi
 */
export class NewPayRefundFailedEvent extends NewPayRefundEvent {
  override readonly name = 'newpay.refund-failed';

  constructor(fields: NewPayRefundEventFields) {
    super(fields);
    Object.freeze(this);
  }
}
