import { NewPayError } from './newpay.error.js';

/**
 * NewPay answered and said no (`success: false`, protocol 4.0).
 *
 * @publicApi
 */
export class NewPayGatewayError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_GATEWAY';

  constructor(
    /** NewPay's own `code`; its values are not published. */
    readonly gatewayCode: string | undefined,
    /** NewPay's own `message`. */
    readonly gatewayMessage: string | undefined,
  ) {
    super(
      `NewPay refused the request: ${gatewayMessage ?? 'no message'} (code ${gatewayCode ?? 'none'})`,
    );
  }
}
