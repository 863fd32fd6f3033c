import { NewPayError } from './newpay.error.js';

/**
 * An option of the module is missing or wrong. Thrown while the app boots, never later.
 *
 * @publicApi
 */
export class NewPayConfigurationError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_CONFIGURATION';

  constructor(
    /** The option as it is written in the module's options, such as `privateKey` or `pages.success`. */
    readonly option: string,
    /** What is wrong with it and what to do about it, a phrase that follows the option's name. */
    problem: string,
    options?: { cause?: unknown },
  ) {
    super(`NewPay option "${option}" ${problem}`, options);
  }
}
