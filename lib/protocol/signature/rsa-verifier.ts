import { verify, type KeyObject } from 'node:crypto';

/**
 * NewPay's public keys, several while they change over. The algorithm is fixed (SHA256withRSA,
 * protocol 3): no message chooses it.
 */
export class RsaVerifier {
  readonly #keys: readonly KeyObject[];

  constructor(keys: readonly KeyObject[]) {
    this.#keys = keys;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#keys.length;
  }

  /** Whether one of the keys is one of another set, however each was written. */
  hasKeyOf(other: RsaVerifier): boolean {
    return this.#keys.some((key) => other.#keys.some((one) => key.equals(one)));
  }

  /** Whether one of the keys made this Base64 signature over this text. */
  accept(text: string, signature: string): boolean {
    return this.indexOfSigner(text, signature) !== -1;
  }

  /** The index of the first key that made this Base64 signature over this text; -1 for none. */
  indexOfSigner(text: string, signature: string): number {
    const data = Buffer.from(text);
    const bytes = Buffer.from(signature, 'base64');
    return this.#keys.findIndex((key) => verify('sha256', data, key, bytes));
  }
}
