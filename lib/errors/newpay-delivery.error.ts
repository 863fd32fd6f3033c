import { messageOf } from './message-of.js';
import { NewPayError } from './newpay.error.js';

/**
 * `reconcile` knows the final state of a payment, but the host could not handle it: a listener
 * failed, nobody listens, the store is out of reach, or the app is closing. `cause` says which. The
 * next reconciliation publishes again.
 *
 * @publicApi
 */
export class NewPayDeliveryError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_DELIVERY';

  constructor(
    /** The order whose news was not handled. */
    readonly orderNo: string,
    cause: unknown,
  ) {
    super(`The news of order ${orderNo} could not be handled: ${messageOf(cause)}`, { cause });
  }
}
