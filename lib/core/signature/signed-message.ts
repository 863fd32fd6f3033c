import { NewPaySignatureError } from '../../errors/index.js';
import { textOf, WireTextError, type WireObject } from '../wire/wire-text.js';
import type { PlatformKeys } from './platform-keys.js';
import { stringToSign } from './string-to-sign.js';

/** The fields of a message whose signature is NewPay's. Only {@link SignedMessage.verify} makes one. */
class Verified {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** The field's text as it stood on the wire; `undefined` when it was absent or `null`. */
  get(name: string): string | undefined {
    return this.#texts.get(name);
  }

  /** Every field but `sign`, as text. */
  toRecord(): Readonly<Record<string, string>> {
    return Object.freeze(Object.fromEntries(this.#texts));
  }
}

export type VerifiedFields = Verified;

/**
 * A flat signed object as it came over the wire. Its fields can be read only by verifying it: an
 * unverified value has no way out of this class.
 */
export class SignedMessage {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #sign: string | undefined;

  /**
   * @throws {WireTextError} a field holds an object or an array, whose signing NewPay does not
   * document (protocol 3), or is named `__proto__`
   */
  constructor(object: WireObject) {
    const texts = new Map<string, string>();
    for (const [name, value] of Object.entries(object)) {
      if (name === 'sign' || value === null) {
        continue;
      }
      const text = textOf(value);
      if (text === undefined || name === '__proto__') {
        throw new WireTextError(`the field ${JSON.stringify(name)} cannot be part of a signature`);
      }
      texts.set(name, text);
    }
    this.#texts = texts;
    this.#sign = typeof object['sign'] === 'string' ? object['sign'] : undefined;
  }

  /** @throws {NewPaySignatureError} it is unsigned, or none of the keys made its signature */
  verify(keys: PlatformKeys): VerifiedFields {
    if (!this.#sign) {
      throw new NewPaySignatureError('It is not signed: "sign" is absent, empty or not a text.');
    }
    if (!keys.accept(stringToSign(this.#texts), this.#sign)) {
      throw new NewPaySignatureError(
        'Its signature was not made by the configured "platformPublicKey", or it was changed on the way.',
      );
    }
    return new Verified(this.#texts);
  }
}
