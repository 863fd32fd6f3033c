import { NewPaySignatureError } from '../../errors/index.js';
import {
  type LosslessObject,
  quoteName,
  textOf,
  LosslessJsonError,
} from '../json/lossless-json.js';
import type { RsaVerifier } from './rsa-verifier.js';
import { stringToSign, type SignedParams } from './string-to-sign.js';

/** What is wrong with a message without a usable `sign`. */
export const UNSIGNED = 'It is not signed: "sign" is absent, empty or not a text.';

/** The fields of a message whose signature is NewPay's. Only {@link SignedMessage.verify} makes one. */
class Verified {
  readonly #texts: SignedParams;
  #record: Readonly<Record<string, string>> | undefined;

  constructor(texts: SignedParams) {
    this.#texts = texts;
  }

  /** The field's text as it stood on the wire; `undefined` when it was absent or `null`. */
  get(name: string): string | undefined {
    return this.#texts.get(name);
  }

  /** Every field but `sign`, as text. */
  toRecord(): Readonly<Record<string, string>> {
    this.#record ??= this.#copy();
    return this.#record;
  }

  #copy(): Readonly<Record<string, string>> {
    // Not by `Object.fromEntries`, which takes many times as long; no field is named `__proto__`.
    const record: Record<string, string> = {};
    for (const [name, text] of this.#texts) {
      record[name] = text;
    }
    return Object.freeze(record);
  }
}

export type VerifiedFields = Verified;

/**
 * A flat signed object as it came over the wire. Its fields can be read only by verifying it: an
 * unverified value has no way out of this class.
 */
export class SignedMessage {
  readonly #texts: SignedParams;
  readonly #sign: string | undefined;

  /** @throws {LosslessJsonError} a field cannot be part of a signature */
  constructor(object: LosslessObject) {
    const { texts, sign } = signedParts(object);
    this.#texts = texts;
    this.#sign = sign;
  }

  /** @throws {NewPaySignatureError} it is unsigned, or none of the keys made its signature */
  verify(keys: RsaVerifier): VerifiedFields {
    if (!this.#sign) {
      throw new NewPaySignatureError(UNSIGNED);
    }
    if (!keys.accept(stringToSign(this.#texts), this.#sign)) {
      throw new NewPaySignatureError(
        'Its signature was not made by the configured "platformPublicKey", or it was changed on the way.',
      );
    }
    return new Verified(this.#texts);
  }
}

/** What a flat signed object is made of. Nothing of it is to be believed yet. */
export interface SignedParts {
  /** The text of every field that takes part in the signature, in the order of the object. */
  readonly texts: SignedParams;
  /** The signature; `undefined` when `sign` is absent or not a text. */
  readonly sign: string | undefined;
}

/**
 * Takes a signed object apart: what the signature covers, and the signature. `sign` itself and
 * `null` take no part (protocol 3).
 *
 * @throws {LosslessJsonError} a field holds an object or an array, whose signing NewPay does not
 * document (protocol 3), or is named `__proto__`
 */
export function signedParts(object: LosslessObject): SignedParts {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    if (name === 'sign' || value === null) {
      continue;
    }
    const text = textOf(value);
    if (text === undefined || name === '__proto__') {
      throw new LosslessJsonError(`the field ${quoteName(name)} cannot be part of a signature`);
    }
    texts.set(name, text);
  }
  return { texts, sign: typeof object['sign'] === 'string' ? object['sign'] : undefined };
}
