import type { KeyObject } from 'node:crypto';
import { isLosslessObject } from '../protocol/json/lossless-json.js';
import { RsaVerifier } from '../protocol/signature/rsa-verifier.js';
import { signedPayloadOf, UNSIGNED } from '../protocol/signature/signed-message.js';
import { stringToSign } from '../protocol/signature/string-to-sign.js';
import type { ObjectExplainer } from './explain-signature.js';
import { diagnose } from './signature-mistakes.js';
import type { NewPaySignatureExplanation } from './signature-explanation.interface.js';
import { shownParts } from './shown-parts.js';
import type { SignedObject } from './text-variants.js';

type Verdict = Pick<NewPaySignatureExplanation, 'verified' | 'matchedKey' | 'problem' | 'hints'>;

/** Explains a message of API v1, whose fields are text and numbers. */
export const explainObject: ObjectExplainer = ({ object: body }, { keys, show }) => {
  const { data } = body;
  // A callback has "sign" beside its fields, an answer inside "data" (protocol 3).
  const [signedPart, object] =
    isLosslessObject(data) && !Object.hasOwn(body, 'sign')
      ? (['data', data] as const)
      : (['body', body] as const);
  const { params, sign } = signedPayloadOf(object);
  return {
    ...judge({ object, params }, sign, keys),
    signedPart,
    ...shownParts({ object, params }, show),
  };
};

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
