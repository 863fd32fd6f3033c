import { NewPayError } from './newpay.error.js';

/**
 * The call certainly had no effect, so that trying again is safe: no connection to NewPay was opened,
 * or it was a call that only asks and no usable answer came.
 *
 * @publicApi
 */
export class NewPayTransportError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_TRANSPORT';
}
