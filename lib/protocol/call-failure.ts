import { NewPayGatewayError } from '../errors/index.js';

/**
 * How a call of NewPay's API fails:
 *
 * - `refused`: NewPay said no
 * - `not-sent`: no connection was opened, so that NewPay has received nothing
 * - `no-answer`: a connection was opened, and no complete answer came
 * - `gateway-fault`: the gateway answered HTTP 5xx
 * - `untrustworthy`: an answer came that cannot be believed
 */
export type CallFailureKind =
  'refused' | 'not-sent' | 'no-answer' | 'gateway-fault' | 'untrustworthy';

/**
 * A failure of a call, before it is known what it means for the caller: that depends on the call.
 */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';

  constructor(
    readonly kind: Exclude<CallFailureKind, 'refused'>,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * An answer with a wrong signature or a wrong field is untrustworthy, as is one of another request.
 */
export function failureKindOf(error: unknown): CallFailureKind {
  if (error instanceof CallFailure) {
    return error.kind;
  }
  return error instanceof NewPayGatewayError ? 'refused' : 'untrustworthy';
}
