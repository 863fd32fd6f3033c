import { NewPayError } from './newpay.error.js';

/**
 * A message does not come from NewPay, as far as can be proved: it is unsigned, its signature is wrong,
 * or it is older than the replay window.
 *
 * @publicApi
 */
export class NewPaySignatureError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPaySignatureError';
  override readonly code = 'ERR_NEWPAY_SIGNATURE';
}
