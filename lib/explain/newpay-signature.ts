import { loadPlatformKeys } from '../protocol/keys/load-platform-keys.js';
import { explainSignature } from './explain-signature.js';
import { explainV2Object } from './explain-v2-object.js';
import { explainObject } from './explain-object.js';
import type {
  ExplainSignatureOptions,
  NewPaySignatureExplanation,
} from './signature-explanation.interface.js';

/** The same for all values, so that it does not reveal their length. */
const MASK = '***';

/**
 * Explains NewPay's signatures, without a module: for scripts, and to find out why a signature is
 * not valid.
 *
 * @publicApi
 */
export const NewPaySignature = {
  /**
   * Explains the signature of a raw body: of a callback, of an answer, or of your own request (with
   * your own public key). It uses the same verification as the callback route.
   *
   * @example
   * const { verified, problem, hints } = NewPaySignature.explain(rawBody, {
   *   platformPublicKey,
   *   mask: true,
   * });
   *
   * @param body the raw body; not a parsed one, because parsing changes the text of numbers
   * @returns an explanation for any body; `problem` tells if it is not valid JSON
   * @throws {NewPayConfigurationError} a key is not an RSA public key of at least 2048 bits
   */
  explain(
    body: string | Uint8Array,
    { platformPublicKey, mask = false, api = 'v1' }: ExplainSignatureOptions,
  ): NewPaySignatureExplanation {
    const show = (text: string): string => (mask && text !== '' ? MASK : text);
    const explainer = api === 'v2' ? explainV2Object : explainObject;
    return explainSignature(body, { keys: loadPlatformKeys(platformPublicKey), show, explainer });
  },
};
