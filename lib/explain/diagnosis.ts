import type { KeyObject } from 'node:crypto';
import { stringToSign } from '../protocol/signature/string-to-sign.js';
import {
  isDigestOf,
  openSignature,
  SHA256,
  signatureLength,
  type OpenedSignature,
} from './opened-signature.js';
import { isBase64, SIGN_DAMAGES } from './sign-damage.js';
import { TEXT_VARIANTS, type SignedObject } from './text-variants.js';

const NOT_BASE64 = '"sign" is not Base64.';

/**
 * Finds out why a signature does not verify.
 *
 * @returns sentences, the main one first; each but the main one was established by trying
 */
export function diagnose(
  signed: SignedObject,
  sign: string,
  keys: readonly KeyObject[],
): readonly string[] {
  const opened = openSignature(sign, keys);
  if (opened) {
    return aboutText(signed, opened, keys);
  }
  for (const { description, repair } of SIGN_DAMAGES) {
    const repaired = openSignature(repair(sign), keys);
    if (repaired) {
      return [NOT_BASE64, description, ...aboutText(signed, repaired, keys)];
    }
  }
  return [aboutSign(sign, keys)];
}

/** What is wrong with a signature that one of the keys has made. */
function aboutText(
  signed: SignedObject,
  { keyIndex, digest }: OpenedSignature,
  keys: readonly KeyObject[],
): readonly string[] {
  const key = keys.length === 1 ? 'The key' : `The key at index ${keyIndex}`;
  if (!digest) {
    return [`${key} made its signature, but not as SHA256withRSA prescribes.`];
  }
  const { name } = digest.algorithm;
  const algorithm =
    name === SHA256.name ? [] : [`It is signed with ${name}, not with SHA-256 (SHA256withRSA).`];
  if (isDigestOf(digest, stringToSign(signed.texts))) {
    return algorithm;
  }
  const variants = TEXT_VARIANTS.filter(({ textOf }) => isDigestOf(digest, textOf(signed)));
  return [
    ...algorithm,
    `${key} made its signature, but over another text: a field was added, lost or changed after ` +
      'signing, or the text was put together in another way.',
    ...variants.map(({ difference }) => `It is signed over the text in which ${difference}.`),
  ];
}

/** What is wrong with a signature that none of the keys has made. */
function aboutSign(sign: string, keys: readonly KeyObject[]): string {
  if (!isBase64(sign)) {
    return NOT_BASE64;
  }
  const bytes = Buffer.from(sign, 'base64').length;
  const lengths = new Set(keys.map(signatureLength));
  if (!lengths.has(bytes)) {
    return `"sign" has ${bytes} bytes instead of ${[...lengths].join(' or ')}: it was cut, or another key made it.`;
  }
  const none = keys.length === 1 ? 'The key does not fit' : `None of the ${keys.length} keys fits`;
  return `${none}: another one made the signature, or "sign" was changed on the way.`;
}
