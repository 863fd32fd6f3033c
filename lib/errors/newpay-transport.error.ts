import { NewPayError } from './newpay.error.js';

/**
 * The call had no effect, and it is safe to retry it. Either no connection to NewPay was opened, or the
 * call was a read (a query) and no usable answer came, or the watch of the order could not be stored in the
 * queue, so that nothing was sent.
 *
 * @publicApi
 */
export class NewPayTransportError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayTransportError';
  override readonly code = 'ERR_NEWPAY_TRANSPORT';
}
