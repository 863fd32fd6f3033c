import { NewPayError } from './newpay.error.js';

/**
 * The call certainly had no effect, because no connection to NewPay was opened: trying again is safe.
 *
 * @publicApi
 */
export class NewPayTransportError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_TRANSPORT';
}
