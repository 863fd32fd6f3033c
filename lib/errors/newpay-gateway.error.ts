import { cutText } from './visible-text.js';
import { NewPayError } from './newpay.error.js';

/** How much of NewPay's own words enters the error's message, in characters. */
const MAX_WORDS = 500;

/**
 * NewPay answered and said no (`success: false`, protocol 4.0).
 *
 * @publicApi
 */
export class NewPayGatewayError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_GATEWAY';

  constructor(
    /** NewPay's own `code`, as it came; its values are not published. */
    readonly gatewayCode: string | undefined,
    /** NewPay's own `message`, as it came; in the error's message it is cut and made visible. */
    readonly gatewayMessage: string | undefined,
  ) {
    super(
      `NewPay refused the request: ${cutText(gatewayMessage ?? 'no message', MAX_WORDS)} (code ${cutText(gatewayCode ?? 'none', MAX_WORDS)})`,
    );
  }
}
