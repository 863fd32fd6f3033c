import { NewPayError } from './newpay.error.js';

/**
 * An answer or a callback is not NewPay's: it is unsigned, wrongly signed, or too old to be believed.
 *
 * @publicApi
 */
export class NewPaySignatureError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_SIGNATURE';
}
