import type { KeyObject } from 'node:crypto';
import { RsaVerifier } from '../protocol/signature/rsa-verifier.js';

import { signedPayloadOf, UNSIGNED } from '../protocol/signature/signed-message.js';
import { signingOrder, stringToSign } from '../protocol/signature/string-to-sign.js';
import {
  isLosslessObject,
  parseLosslessObject,
  LosslessJsonError,
  type LosslessObject,
} from '../protocol/json/lossless-json.js';
import { diagnose } from './signature-mistakes.js';
import type { NewPaySignatureExplanation } from './signature-explanation.interface.js';
import type { SignedObject } from './text-variants.js';

type Verdict = Pick<NewPaySignatureExplanation, 'verified' | 'matchedKey' | 'problem' | 'hints'>;

/**
 * Explains the signature of a body, which may also be invalid JSON.
 *
 * @param show returns the text to show for the value of a field
 */
export function explainSignature(
  body: unknown,
  keys: readonly KeyObject[],
  show: (text: string) => string,
): NewPaySignatureExplanation {
  try {
    return explainObject(parseLosslessObject(bytesOf(body)), keys, show);
  } catch (error) {
    if (error instanceof LosslessJsonError) {
      const problem = `The body cannot be verified: ${error.message}.`;
      return { verified: false, problem, hints: [], fields: [], leftOut: [] };
    }
    throw error;
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') {
    return Buffer.from(body);
  }
  if (body instanceof Uint8Array) {
    return body;
  }
  throw new LosslessJsonError(
    'it is not the raw body: pass the original text or bytes, not a parsed object',
  );
}

function explainObject(
  body: LosslessObject,
  keys: readonly KeyObject[],
  show: (text: string) => string,
): NewPaySignatureExplanation {
  const { data } = body;
  // A callback has "sign" beside its fields, an answer inside "data" (protocol 3).
  const [signedPart, object] =
    isLosslessObject(data) && !Object.hasOwn(body, 'sign')
      ? (['data', data] as const)
      : (['body', body] as const);
  const { params, sign } = signedPayloadOf(object);
  const shown = new Map(Array.from(params, ([name, text]) => [name, show(text)]));
  const leftOut = Object.keys(object).filter((name) => !params.has(name));
  return {
    ...judge({ object, params }, sign, keys),
    signedPart,
    stringToSign: stringToSign(shown),
    fields: signingOrder(shown).map((name) => ({ name, text: shown.get(name) ?? '' })),
    leftOut: leftOut.map((name) => ({ name, reason: name === 'sign' ? 'sign' : 'null' })),
  };
}

function judge(
  signed: SignedObject,
  sign: string | undefined,
  keys: readonly KeyObject[],
): Verdict {
  if (!sign) {
    return { verified: false, problem: UNSIGNED, hints: [] };
  }
  const matchedKey = new RsaVerifier(keys).indexOfSigner(stringToSign(signed.params), sign);
  if (matchedKey !== -1) {
    return { verified: true, matchedKey, hints: [] };
  }
  const [problem, ...hints] = diagnose(signed, sign, keys);
  return { verified: false, problem, hints };
}
