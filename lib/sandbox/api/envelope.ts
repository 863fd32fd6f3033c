import { jsonReply, type Reply } from '../http/reply.js';

/**
 * Why the sandbox says no. The codes are the sandbox's own: NewPay publishes none (protocol 4.0), so
 * no program may depend on them.
 */
export type RefusalCode =
  | 'METHOD_NOT_ALLOWED'
  | 'UNSUPPORTED_CONTENT_TYPE'
  | 'UNSUPPORTED_VERSION'
  | 'MALFORMED_REQUEST'
  | 'MISSING_PARAMETER'
  | 'INVALID_PARAMETER'
  | 'UNKNOWN_APP'
  | 'UNKNOWN_MERCHANT'
  | 'INVALID_SIGNATURE'
  | 'DUPLICATE_ORDER'
  | 'ORDER_NOT_FOUND'
  | 'ORDER_NOT_PAID'
  | 'REFUND_EXCEEDS_ORDER'
  | 'DUPLICATE_REFUND'
  | 'REFUND_NOT_FOUND'
  | 'NOT_FOUND';

/** A call of the API is refused; the message says exactly what is wrong with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

/** The envelope around a result (protocol 4.0); its `code` is the sandbox's own. */
export function resultReply(data: object): Reply {
  return jsonReply({
    success: true,
    message: 'success',
    code: 'SUCCESS',
    timestamp: Date.now(),
    data,
  });
}

/** The envelope of a refusal: with `data` null and unsigned (inferred, no page shows one). */
export function refusalReply(code: RefusalCode, message: string, status = 200): Reply {
  return jsonReply({ success: false, message, code, timestamp: Date.now(), data: null }, status);
}
