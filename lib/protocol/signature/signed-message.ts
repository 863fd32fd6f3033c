import { NewPaySignatureError } from '../../errors/index.js';
import type { WireObject } from '../json/lossless-json.js';
import type { PlatformKeys } from './rsa-verifier.js';
import { signedParts } from './signed-parts.js';
import { stringToSign, type SignedTexts } from './string-to-sign.js';

/** What is wrong with a message without a usable `sign`. */
export const UNSIGNED = 'It is not signed: "sign" is absent, empty or not a text.';

/** The fields of a message whose signature is NewPay's. Only {@link SignedMessage.verify} makes one. */
class Verified {
  readonly #texts: SignedTexts;
  #record: Readonly<Record<string, string>> | undefined;

  constructor(texts: SignedTexts) {
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
  readonly #texts: SignedTexts;
  readonly #sign: string | undefined;

  /** @throws {WireTextError} a field cannot be part of a signature */
  constructor(object: WireObject) {
    const { texts, sign } = signedParts(object);
    this.#texts = texts;
    this.#sign = sign;
  }

  /** @throws {NewPaySignatureError} it is unsigned, or none of the keys made its signature */
  verify(keys: PlatformKeys): VerifiedFields {
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
