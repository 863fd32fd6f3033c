import { verify, type KeyObject } from 'node:crypto';

/**
 * Verifies with one or several RSA public keys; several while a key is being changed. The algorithm
 * is fixed (SHA256withRSA, protocol 3): a message cannot choose it.
 */
export class RsaVerifier {
  readonly #keys: readonly KeyObject[];

  constructor(keys: readonly KeyObject[]) {
    this.#keys = keys;
  }

  /** The number of keys. */
  get size(): number {
    return this.#keys.length;
  }

  /** Whether another verifier has one of these keys, whatever format each was given in. */
  hasKeyOf(other: RsaVerifier): boolean {
    return this.#keys.some((key) => other.#keys.some((one) => key.equals(one)));
  }

  /** Whether one of the keys verifies this Base64 signature of the text. */
  accept(text: string, signature: string): boolean {
    return this.indexOfSigner(text, signature) !== -1;
  }

  /** The index of the first key that verifies this Base64 signature of the text; -1 for none. */
  indexOfSigner(text: string, signature: string): number {
    const data = Buffer.from(text);
    const bytes = Buffer.from(signature, 'base64');
    return this.#keys.findIndex((key) => verify('sha256', data, key, bytes));
  }
}
