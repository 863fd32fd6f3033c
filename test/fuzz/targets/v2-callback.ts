import assert from 'node:assert/strict';
import { verifyCallback } from '../../../lib/callback/callback-authenticator.js';
import { ForeignCallbackError } from '../../../lib/callback/callback-status.js';
import { NewPaySignatureError, NewPayValidationError } from '../../../lib/errors/index.js';
import type { CallbackOptions } from '../../../lib/options/resolved-options.interface.js';
import { LosslessJsonError, parseLosslessJson } from '../../../lib/protocol/json/lossless-json.js';
import { RsaVerifier } from '../../../lib/protocol/signature/rsa-verifier.js';
import type { NewPayVerifiedCallback } from '../../../lib/protocol/v1/callback.js';
import { NESTED_FORMS, NestedForms } from '../../../lib/protocol/v2/nested-form.js';
import {
  looksLikeV2,
  SignedV2Message,
  type ReceivedMessage,
} from '../../../lib/protocol/v2/signed-v2-message.js';
import { plainV2StringToSign } from '../../support/nested-forms.js';
import { refusingWith, type FuzzTarget } from '../target.interface.js';
import { platformPublicKey, signAsPlatform } from '../test-keys.js';

const REFUSALS = [
  LosslessJsonError,
  NewPaySignatureError,
  NewPayValidationError,
  ForeignCallbackError,
];

const APP_ID = '3514d69403bc4ce1a8fafb6415a31018';
const verifier = new RsaVerifier([platformPublicKey]);
const optionsOf = (nested: ConstructorParameters<typeof NestedForms>[0]) =>
  ({
    appId: APP_ID,
    merchantId: '876266cdc7154dd08a022fd1f2eace55',
    verifier,
    replayWindow: false,
    v2: { forms: new NestedForms(nested) },
  }) as CallbackOptions;

type Fields = Readonly<Record<string, unknown>>;

const PAYMENT: Fields = {
  appId: APP_ID,
  payStatus: 'SUCCESS',
  payMethod: 1,
  orderType: 'ONLINE',
  orderAmt: { value: '12.50', currency: 'USD' },
  mchOrderNo: 'A1001',
  newpayOrderNo: '202611280000006950',
  subject: 'ກາເຟ',
  settlementStatus: 0,
  paytime: 1_795_816_800_000,
  attach: null,
};
const REFUND: Fields = {
  newpayRefundNo: '7',
  mchRefundNo: 'R1',
  refundAmt: { value: '5.00', currency: 'CNY' },
  refundStatus: 'SUCCESS',
};

/** What was signed: nothing else may be believed. */
const signed = new Set<string>();

/** The first letters of inputs that are signed again: each form, flat and in an envelope. */
const SIGNED_AGAIN = NESTED_FORMS.flatMap((form, index) => [
  { letter: 'A'.charCodeAt(0) + index, form, isEnveloped: false },
  { letter: 'a'.charCodeAt(0) + index, form, isEnveloped: true },
]);

/**
 * A callback's body of API v2: the bytes themselves, or signed again in the form and the shape that the
 * first letter names, to come past the signature.
 */
export const v2Callback: FuzzTarget = {
  seeds: SIGNED_AGAIN.flatMap(({ letter, form, isEnveloped }) =>
    [PAYMENT, REFUND].flatMap((fields) => [
      Buffer.from(String.fromCharCode(letter) + JSON.stringify(fields)),
      signedBody(fields, form, isEnveloped),
    ]),
  ),
  read(bytes) {
    const way = SIGNED_AGAIN.find(({ letter }) => letter === bytes[0]);
    const fields = way && fieldsOf(bytes.subarray(1));
    const body = way && fields ? signedBody(fields, way.form, way.isEnveloped) : bytes;
    const json = refusingWith([LosslessJsonError], () => parseLosslessJson(body));
    if (!json || !looksLikeV2(json.object)) {
      return;
    }
    const message: ReceivedMessage = { ...json, bytes: body };
    // What "v2.unverified" reads of it.
    refusingWith([LosslessJsonError], () =>
      new SignedV2Message(message).unverifiedFields.toRecord(),
    );
    const inAnyForm = believed(message, optionsOf('auto'));
    if (way) {
      const inItsForm = believed(message, optionsOf(way.form));
      assert.ok(!inItsForm || inAnyForm, 'believed in its form, and not in any');
    }
  },
};

function believed(
  message: ReceivedMessage,
  options: CallbackOptions,
): NewPayVerifiedCallback | undefined {
  const callback = refusingWith(REFUSALS, () => verifyCallback(message, options, 0));
  if (callback) {
    assert.equal(callback.api, 'v2');
    assert.ok(signed.has(keyOf(callback.raw)), 'believed, but not signed');
    assert.match(
      callback.orderNo,
      callback.kind === 'payment' ? /^[!-~]{1,128}$/ : /^[!-~]{0,128}$/,
    );
  }
  return callback;
}

/** The object in these bytes, as anybody reads it; `undefined` when there is none to sign. */
function fieldsOf(bytes: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A body around these fields with a good signature. */
function signedBody(
  given: Fields,
  form: (typeof NESTED_FORMS)[number],
  isEnveloped: boolean,
): Uint8Array {
  const { sign: _given, ...fields } = given;
  const sign = signAsPlatform(plainV2StringToSign(fields, form));
  signed.add(keyOf(fields));
  const data = { ...fields, sign };
  return Buffer.from(JSON.stringify(isEnveloped ? { success: true, code: '200', data } : data));
}

/** The same for a message and for what is believed of it: each field as text, an object as its JSON. */
function keyOf(fields: Fields): string {
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1));
  return JSON.stringify(texts);
}
