import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { stringToSign, type SignedParams } from './string-to-sign.js';

// The callback form runs on the thread pool: an RSA signature takes about a millisecond of a core,
// which the event loop must not spend.
const signOffLoop = promisify(sign);

/** Signs with the merchant's key: SHA256withRSA, standard Base64 on one line (protocol 3). */
export class RsaSigner {
  readonly #key: KeyObject;

  constructor(privateKey: KeyObject) {
    this.#key = privateKey;
  }

  /** The signature over the string to sign of these parameters. */
  async sign(texts: SignedParams): Promise<string> {
    const signature = await signOffLoop('sha256', Buffer.from(stringToSign(texts)), this.#key);
    return signature.toString('base64');
  }
}
