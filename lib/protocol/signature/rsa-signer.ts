import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { stringToSign, type SignedParams } from './string-to-sign.js';

// The form with a callback runs on the thread pool: an RSA signature takes about a millisecond,
// which would block the event loop.
const signOffLoop = promisify(sign);

/** Signs with one RSA private key: SHA256withRSA, standard Base64 on one line (protocol 3). */
export class RsaSigner {
  readonly #key: KeyObject;

  constructor(privateKey: KeyObject) {
    this.#key = privateKey;
  }

  /** Signs the string to sign of some parameters. */
  sign(params: SignedParams): Promise<string> {
    return this.signText(stringToSign(params));
  }

  /** Signs a string to sign. */
  async signText(text: string): Promise<string> {
    const signature = await signOffLoop('sha256', Buffer.from(text), this.#key);
    return signature.toString('base64');
  }
}
