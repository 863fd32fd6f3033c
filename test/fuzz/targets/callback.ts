import assert from 'node:assert/strict';
import { verifyCallback } from '../../../lib/callback/callback-authenticator.js';
import { ForeignCallbackError } from '../../../lib/callback/callback-status.js';
import { RsaVerifier } from '../../../lib/protocol/signature/rsa-verifier.js';
import { signedPayloadOf } from '../../../lib/protocol/signature/signed-message.js';
import { stringToSign } from '../../../lib/protocol/signature/string-to-sign.js';
import {
  parseLosslessObject,
  LosslessJsonError,
} from '../../../lib/protocol/json/lossless-json.js';
import { NewPaySignatureError, NewPayValidationError } from '../../../lib/errors/index.js';
import type { CallbackOptions } from '../../../lib/options/resolved-options.interface.js';
import { NestedForms } from '../../../lib/protocol/v2/nested-form.js';
import { refusingWith, type FuzzTarget } from '../target.interface.js';
import { platformPublicKey, signAsPlatform, signedBodies } from '../test-keys.js';

const REFUSALS = [
  LosslessJsonError,
  NewPaySignatureError,
  NewPayValidationError,
  ForeignCallbackError,
];

const NOW = 1_663_738_614_280;
const OPTIONS = {
  appId: '3514d69403bc4ce1a8fafb6415a31018',
  verifier: new RsaVerifier([platformPublicKey]),
  replayWindow: 60_000,
  v2: { forms: new NestedForms('auto') },
} as CallbackOptions;

/** Every text that was signed: nothing else may be believed. */
const signed = new Set(signedBodies.map((body) => stringToSign(partsOf(body))));

/** A callback's body: the bytes themselves, or signed first, to come past the signature. */
export const callback: FuzzTarget = {
  seeds: signedBodies.flatMap((body) => [body, Buffer.concat([Buffer.from('S'), body])]),
  read(bytes) {
    const body = bytes[0] === 0x53 ? signBody(bytes.subarray(1)) : bytes;
    const believed =
      body &&
      refusingWith(REFUSALS, () =>
        verifyCallback({ object: parseLosslessObject(body), bytes: body }, OPTIONS, NOW),
      );
    if (believed) {
      assert.ok(
        signed.has(stringToSign(new Map(Object.entries(believed.raw)))),
        'believed, but not signed',
      );
      assert.match(believed.orderNo, /^[!-~]{1,128}$/);
    }
  },
};

/** The object in these bytes with a good signature; `undefined` when there is none to sign. */
function signBody(bytes: Uint8Array): Uint8Array | undefined {
  const parts = refusingWith([LosslessJsonError], () => partsOf(bytes));
  if (!parts) {
    return undefined;
  }
  const text = stringToSign(parts);
  signed.add(text);
  return Buffer.from(JSON.stringify({ ...Object.fromEntries(parts), sign: signAsPlatform(text) }));
}

function partsOf(body: Uint8Array): ReadonlyMap<string, string> {
  return signedPayloadOf(parseLosslessObject(body)).params;
}
