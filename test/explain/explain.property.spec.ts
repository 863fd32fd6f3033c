import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import {
  isLosslessObject,
  parseLosslessObject,
  LosslessJsonError,
  type LosslessObject,
} from '../../lib/protocol/json/lossless-json.js';
import { NewPaySignature, NewPaySignatureError } from '../../lib/index.js';
import { merchantKeys, platformKeys } from '../support/keys.js';
import { plainStringToSign, signText } from '../support/signed-callback.js';

const { publicKey: platformPublicKey } = platformKeys;
const keys = new RsaVerifier([platformPublicKey]);

/** Whether the code that decides about callbacks accepts what `select` finds in a body. */
function isAccepted(body: Uint8Array, select: (object: LosslessObject) => LosslessObject): boolean {
  try {
    new SignedMessage(select(parseLosslessObject(body))).verify(keys);
    return true;
  } catch (error) {
    if (error instanceof LosslessJsonError || error instanceof NewPaySignatureError) {
      return false;
    }
    throw error;
  }
}

/** `data`, where it is an object and nothing else is signed; else the object itself. */
function signedPart(object: LosslessObject): LosslessObject {
  const { data } = object;
  return isLosslessObject(data) && !('sign' in object) ? data : object;
}

function expectAgreement(body: Uint8Array): boolean {
  const accepted = isAccepted(body, signedPart);
  const { verified, problem, hints, matchedKey } = NewPaySignature.explain(body, {
    platformPublicKey,
  });
  expect(verified).toBe(accepted);
  expect(matchedKey).toBe(accepted ? 0 : undefined);
  expect(problem === undefined).toBe(accepted);
  expect(accepted && hints.length > 0).toBe(false);
  return accepted;
}

const name = fc.oneof(
  fc.constantFrom('a', 'B', 'orderAmt', 'data', 'sign', '__proto__', 'constructor', '1'),
  fc.string(),
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' x ', 'a&b=c'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

describe('An explanation', () => {
  it('never throws, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectNoThrow), { numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: 'binary' }), expectNoThrow), { numRuns: 500 });

    function expectNoThrow(body: string | Uint8Array): void {
      expect(NewPaySignature.explain(body, { platformPublicKey }).verified).toBe(false);
    }
  });

  it('never throws, for any JSON, and agrees with the verification', () => {
    const values = fc.dictionary(name, fc.oneof(scalar, fc.jsonValue()));
    fc.assert(
      fc.property(values, (fields) => {
        expectAgreement(Buffer.from(JSON.stringify(fields)));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with the verification of intact and damaged messages', () => {
    const accepted = { count: 0 };
    const sign = fc.constantFrom(
      (text: string) => signText(text),
      (text: string) => signText(`${text}\n`),
      (text: string) => signText(text, merchantKeys.privateKey),
      (text: string) => signText(text).replaceAll('+', ' '),
      (text: string) => signText(text).replaceAll('+', '-').replaceAll('/', '_'),
      (text: string) => `${signText(text)}\n`,
      (text: string) => signText(text).slice(4),
    );
    const fields = fc.dictionary(
      name.filter((text) => text !== '__proto__' && text !== 'sign'),
      scalar,
    );
    fc.assert(
      fc.property(fields, sign, fc.boolean(), (values, signWith, inEnvelope) => {
        // As the wire has them: the double -0 is written as 0.
        const plain = JSON.parse(JSON.stringify(values)) as Record<string, unknown>;
        const message = { ...plain, sign: signWith(plainStringToSign(plain)) };
        const body = inEnvelope ? { success: true, data: message } : message;
        accepted.count += Number(expectAgreement(Buffer.from(JSON.stringify(body))));
      }),
      { numRuns: 300 },
    );
    // Otherwise the property would be about refusals only.
    expect(accepted.count).toBeGreaterThan(50);
  });
});
