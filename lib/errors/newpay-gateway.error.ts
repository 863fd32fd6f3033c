import { cutText } from './escape-invisible.js';
import { NewPayError } from './newpay.error.js';

/** How many characters of NewPay's code and message are quoted in the error's message. */
const MAX_QUOTED = 500;

/**
 * NewPay answered and refused the request (`success: false`,
 * [protocol 4.0](../../docs/protocol.md#40-common)).
 *
 * @publicApi
 */
export class NewPayGatewayError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayGatewayError';
  override readonly code = 'ERR_NEWPAY_GATEWAY';

  /** The message quotes at most 500 characters of NewPay's message and of its code. */
  constructor(
    /** The `code` of NewPay's answer, unchanged. NewPay publishes no list of its values. */
    readonly gatewayCode: string | undefined,
    /**
     * The `message` of NewPay's answer, unchanged. Escape it before you print it. The message of this
     * error has at most 500 characters of it, escaped.
     */
    readonly gatewayMessage: string | undefined,
  ) {
    const message = cutText(gatewayMessage ?? 'no message', MAX_QUOTED);
    super(
      `NewPay refused the request: ${message} (code ${cutText(gatewayCode ?? 'none', MAX_QUOTED)})`,
    );
  }
}
