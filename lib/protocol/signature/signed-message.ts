import { NewPaySignatureError } from '../../errors/index.js';
import {
  type LosslessObject,
  quoteName,
  textOf,
  LosslessJsonError,
} from '../json/lossless-json.js';
import type { RsaVerifier } from './rsa-verifier.js';
import { stringToSign, type SignedParams } from './string-to-sign.js';

/** The problem of a message without a usable `sign`. */
export const UNSIGNED = 'The message is not signed: "sign" is missing, empty or not a string.';

/**
 * The fields of a message with a valid signature. Only {@link SignedMessage.verify} creates one.
 */
class Verified {
  readonly #params: SignedParams;
  #record: Readonly<Record<string, string>> | undefined;

  constructor(params: SignedParams) {
    this.#params = params;
  }

  /** The text of a field as in the JSON; `undefined` if it is missing or `null`. */
  get(name: string): string | undefined {
    return this.#params.get(name);
  }

  /** All fields except `sign`, as text. */
  toRecord(): Readonly<Record<string, string>> {
    this.#record ??= this.#copy();
    return this.#record;
  }

  #copy(): Readonly<Record<string, string>> {
    // A loop is several times faster than `Object.fromEntries`. No field is named `__proto__`.
    const record: Record<string, string> = {};
    for (const [name, text] of this.#params) {
      record[name] = text;
    }
    return Object.freeze(record);
  }
}

export type VerifiedFields = Verified;

/** A flat signed object as it was received. Its fields can be read only after verification. */
export class SignedMessage {
  readonly #params: SignedParams;
  readonly #sign: string | undefined;

  /** @throws {LosslessJsonError} a field cannot be signed */
  constructor(object: LosslessObject) {
    const { params, sign } = signedPayloadOf(object);
    this.#params = params;
    this.#sign = sign;
  }

  /** @throws {NewPaySignatureError} the message is not signed, or no key verifies its signature */
  verify(keys: RsaVerifier): VerifiedFields {
    if (!this.#sign) {
      throw new NewPaySignatureError(UNSIGNED);
    }
    if (!keys.accept(stringToSign(this.#params), this.#sign)) {
      throw new NewPaySignatureError(
        'The signature does not match "platformPublicKey": another key signed the message, or it was changed in transit.',
      );
    }
    return new Verified(this.#params);
  }
}

/** The parameters and the signature of a flat object, both unverified. */
export interface SignedPayload {
  /** The text of every signed field, in the order of the object. */
  readonly params: SignedParams;
  /** The signature; `undefined` if `sign` is missing or not a string. */
  readonly sign: string | undefined;
}

/**
 * Splits an object into its signed parameters and its signature. `sign` itself and `null` are not
 * signed (protocol 3).
 *
 * @throws {LosslessJsonError} a field is an object or an array, for which NewPay documents no form
 * in the string to sign (protocol 3), or is named `__proto__`
 */
export function signedPayloadOf(object: LosslessObject): SignedPayload {
  const params = new Map<string, string>();
  // By name: `Object.entries` makes an array of each field.
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (name === 'sign' || value === null) {
      continue;
    }
    const text = textOf(value);
    if (name === '__proto__') {
      throw new LosslessJsonError(
        `field ${quoteName(name)} cannot be signed: its name is not valid`,
      );
    }
    if (text === undefined) {
      throw new LosslessJsonError(
        `field ${quoteName(name)} cannot be signed: its value is an object or an array`,
      );
    }
    params.set(name, text);
  }
  return { params, sign: typeof object['sign'] === 'string' ? object['sign'] : undefined };
}
