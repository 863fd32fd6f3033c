import type { RsaVerifier } from '../signature/rsa-verifier.js';
import { SignedMessage, type VerifiedFields } from '../signature/signed-message.js';
import {
  isLosslessObject,
  parseLosslessObject,
  textOf,
  LosslessJsonError,
} from '../json/lossless-json.js';
import { NewPayGatewayError, NewPaySignatureError } from '../../errors/index.js';
import { CallFailure } from '../call-failure.js';

/** The HTTP answer of NewPay's gateway, not yet read. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Reads the envelope (protocol 4.0) and verifies the signature inside `data`. It covers `data`
 * alone, not the envelope (inferred, protocol 3).
 *
 * @throws {NewPayGatewayError} NewPay said no
 * @throws {NewPaySignatureError} NewPay said yes, but `data` is not signed with its key
 * @throws {CallFailure} HTTP 5xx (`gateway-fault`); or the answer says neither yes nor no, such as
 * a proxy's page (`untrustworthy`)
 */
export function readAnswer({ status, body }: GatewayAnswer, keys: RsaVerifier): VerifiedFields {
  if (status >= 500) {
    throw new CallFailure('gateway-fault', `the gateway answered HTTP ${status}`);
  }
  if (status >= 300 && status < 400) {
    throw new CallFailure('untrustworthy', `the gateway answered HTTP ${status}`);
  }
  try {
    const { success, code, message, data } = parseLosslessObject(body);
    if (success === false) {
      throw new NewPayGatewayError(textOf(code), textOf(message));
    }
    if (success !== true) {
      throw new CallFailure('untrustworthy', 'the answer says neither success nor failure');
    }
    if (!isLosslessObject(data)) {
      throw new NewPaySignatureError('The answer has no signed "data".');
    }
    return new SignedMessage(data).verify(keys);
  } catch (error) {
    if (error instanceof LosslessJsonError) {
      throw new CallFailure(
        'untrustworthy',
        `the answer (HTTP ${status}) cannot be read: ${error.message}`,
        { cause: error },
      );
    }
    throw error;
  }
}

/**
 * Compares a field of an answer with the request: a genuine answer to another request is not an
 * answer to this one.
 *
 * @throws {CallFailure} the values differ (`untrustworthy`)
 */
export function requireSame(
  name: string,
  answered: string,
  asked: string,
  isSame: (left: string, right: string) => boolean = (left, right) => left === right,
): void {
  if (!isSame(answered, asked)) {
    throw new CallFailure('untrustworthy', `the answer is for another "${name}"`);
  }
}
