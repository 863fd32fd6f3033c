import { messageOf } from './error-message.js';
import { NewPayError } from './newpay.error.js';

/**
 * `reconcile` found the final state of a payment, but its event was not delivered: a listener failed,
 * no listener is registered, the store cannot be reached, or the app is shutting down. `cause` is the
 * reason. The next `reconcile` of this order publishes the event again. `redeliver` throws it too, when
 * the queue cannot be reached.
 *
 * @publicApi
 */
export class NewPayDeliveryError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayDeliveryError';
  override readonly code = 'ERR_NEWPAY_DELIVERY';

  /** The message names the order and the reason, `cause`. */
  constructor(
    /** The merchant's order number. */
    readonly orderNo: string,
    cause: unknown,
  ) {
    super(`The event for order ${orderNo} could not be delivered: ${messageOf(cause)}`, { cause });
  }
}
