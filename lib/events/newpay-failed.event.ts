import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * Why there is no payment: `failed` when an attempt to pay failed, `expired` when NewPay closed the order
 * because its time to pay was over. API v1 reports `failed` only.
 *
 * @publicApi
 */
export type NewPayFailureReason = 'failed' | 'expired';

/**
 * `newpay.failed`: the payment of this order failed; `transInfo` has NewPay's reason. It is not final:
 * the payer may try again, and `newpay.paid` may follow.
 *
 * @publicApi
 */
export class NewPayFailedEvent extends NewPayEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  override readonly name = 'newpay.failed';
  /** `failed`, or `expired` when the time to pay was over. API v1 reports `failed` only. */
  readonly reason: NewPayFailureReason;

  /** Copies the fields of an event from `fields`, and freezes the event. `reason` is why there is no payment. */
  constructor(fields: NewPayEventFields, reason: NewPayFailureReason = 'failed') {
    super(fields);
    this.reason = reason;
    Object.freeze(this);
  }
}
