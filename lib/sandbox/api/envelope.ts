import { jsonReply, type Reply } from '../http/reply.js';

/**
 * The error codes of the sandbox. NewPay documents none (protocol 4.0), so no program may depend on
 * them.
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
  | 'USER_NOT_FOUND'
  | 'ACCOUNT_NOT_FOUND'
  | 'TRANSFER_NOT_FOUND'
  | 'NOT_FOUND';

/** A call of the API is rejected. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

/** The envelope of a result (protocol 4.0); its `code` is an assumption. */
export function resultReply(data: object): Reply {
  return jsonReply({
    success: true,
    message: 'success',
    code: 'SUCCESS',
    timestamp: Date.now(),
    data,
  });
}

/** The envelope of an error, unsigned and with `data` of `null` (inferred; not documented). */
export function refusalReply(code: RefusalCode, message: string, status = 200): Reply {
  const envelope = { success: false, message, code, timestamp: Date.now(), data: null };
  return { ...jsonReply(envelope, status), refusal: `${code}: ${message}` };
}
