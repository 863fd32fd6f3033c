import type { RsaVerifier } from '../signature/rsa-verifier.js';
import { SignedMessage, type VerifiedFields } from '../signature/signed-message.js';
import {
  isLosslessObject,
  parseLosslessJson,
  textOf,
  LosslessJsonError,
  type LosslessObject,
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
export function readAnswer(answer: GatewayAnswer, keys: RsaVerifier): VerifiedFields {
  return readSuccess(answer, ({ data }) => new SignedMessage(data).verify(keys));
}

/** An envelope that says yes, and has `data`. */
export type SuccessfulEnvelope = LosslessObject & { readonly data: LosslessObject };

/**
 * Reads the envelope, and what a version of the API does with it.
 *
 * @param verify gets the envelope, and whether `JSON.stringify` prints it as it was sent
 * @throws whatever `verify` throws
 * @throws {NewPayGatewayError} NewPay said no
 * @throws {NewPaySignatureError} NewPay said yes, and there is no `data`
 * @throws {CallFailure} the answer says neither yes nor no, or cannot be read
 */
export function readSuccess<T>(
  { status, body }: GatewayAnswer,
  verify: (envelope: SuccessfulEnvelope, isReprintable: boolean) => T,
): T {
  if (status >= 500) {
    throw new CallFailure('gateway-fault', `the gateway answered HTTP ${status}`);
  }
  if (status >= 300 && status < 400) {
    throw new CallFailure('untrustworthy', `the gateway answered HTTP ${status}`);
  }
  try {
    const { object: envelope, isReprintable } = parseLosslessJson(body);
    const { success, code, message, data } = envelope;
    if (success === false) {
      throw new NewPayGatewayError(textOf(code), textOf(message));
    }
    if (success !== true) {
      throw new CallFailure('untrustworthy', 'the answer says neither success nor failure');
    }
    if (!isLosslessObject(data)) {
      throw new NewPaySignatureError('The answer has no signed "data".');
    }
    return verify(envelope as SuccessfulEnvelope, isReprintable);
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
