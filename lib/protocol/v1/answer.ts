import type { RsaVerifier } from '../signature/rsa-verifier.js';
import { SignedMessage, type VerifiedFields } from '../signature/signed-message.js';
import {
  isLosslessObject,
  parseLosslessObject,
  textOf,
  LosslessJsonError,
} from '../json/lossless-json.js';
import { NewPayGatewayError, NewPaySignatureError } from '../../errors/index.js';

/** The HTTP answer of NewPay's gateway, not yet read. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** The gateway answered, but not what can be believed: the cause of an unknown outcome. */
export class UntrustworthyAnswerError extends Error {
  override readonly name = 'UntrustworthyAnswerError';
}

/** The gateway, or something before it, failed to answer (HTTP 5xx). */
export class GatewayFaultError extends UntrustworthyAnswerError {}

/**
 * Reads the envelope (protocol 4.0) and verifies the signature inside `data`. It covers `data`
 * alone, not the envelope (inferred, protocol 3).
 *
 * @throws {NewPayGatewayError} NewPay said no
 * @throws {NewPaySignatureError} it said yes, but `data` is not signed by NewPay
 * @throws {GatewayFaultError} HTTP 5xx
 * @throws {UntrustworthyAnswerError} it said neither, or a proxy spoke in its place
 */
export function readAnswer({ status, body }: GatewayAnswer, keys: RsaVerifier): VerifiedFields {
  if (status >= 500) {
    throw new GatewayFaultError(`the gateway answered HTTP ${status}`);
  }
  if (status >= 300 && status < 400) {
    throw new UntrustworthyAnswerError(`the gateway answered HTTP ${status}`);
  }
  try {
    const { success, code, message, data } = parseLosslessObject(body);
    if (success === false) {
      throw new NewPayGatewayError(textOf(code), textOf(message));
    }
    if (success !== true) {
      throw new UntrustworthyAnswerError('the answer says neither success nor failure');
    }
    if (!isLosslessObject(data)) {
      throw new NewPaySignatureError('The answer has no signed "data".');
    }
    return new SignedMessage(data).verify(keys);
  } catch (error) {
    if (error instanceof LosslessJsonError) {
      throw new UntrustworthyAnswerError(
        `the answer (HTTP ${status}) cannot be read: ${error.message}`,
        { cause: error },
      );
    }
    throw error;
  }
}

/**
 * Holds a field of an answer against the request: a genuine answer to another request is none to
 * this one.
 *
 * @throws {UntrustworthyAnswerError} they differ
 */
export function requireSame(
  name: string,
  answered: string,
  asked: string,
  isSame: (left: string, right: string) => boolean = (left, right) => left === right,
): void {
  if (!isSame(answered, asked)) {
    throw new UntrustworthyAnswerError(`the answer is for another "${name}"`);
  }
}
