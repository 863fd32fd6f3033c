import { loadPlatformKeys } from '../protocol/keys/load-platform-keys.js';
import { explainSignature } from './explain-signature.js';
import type {
  ExplainSignatureOptions,
  NewPaySignatureExplanation,
} from './signature-explanation.interface.js';

/** One length for all, so that a masked value tells no more than that there is one. */
const MASK = '***';

/**
 * NewPay's signatures, outside of any module: to find out why one does not verify.
 *
 * @publicApi
 */
export const NewPaySignature = {
  /**
   * Explains the signature of a raw body: a callback's, an answer's, or that of a request of one's
   * own (with one's own public key). Decides as the callback route does, by the same code.
   *
   * @example
   * const { verified, problem, hints } = NewPaySignature.explain(rawBody, {
   *   platformPublicKey,
   *   mask: true,
   * });
   *
   * @param body the body to the letter, never a parsed one: that has lost how its numbers were
   * printed
   * @returns also for a body that makes no sense; `problem` says so then
   * @throws {NewPayConfigurationError} a key is no RSA public key of 2048 bits or more
   */
  explain(
    body: string | Uint8Array,
    { platformPublicKey, mask = false }: ExplainSignatureOptions,
  ): NewPaySignatureExplanation {
    const show = (text: string): string => (mask && text !== '' ? MASK : text);
    return explainSignature(body, loadPlatformKeys(platformPublicKey), show);
  },
};
