import type { KeyObject } from 'node:crypto';
import { stringToSign } from '../protocol/signature/string-to-sign.js';
import {
  isDigestOf,
  openSignature,
  SHA256,
  signatureLength,
  type OpenedSignature,
} from './decrypted-signature.js';
import { isBase64, SIGN_DAMAGES } from './damaged-sign-field.js';
import { TEXT_VARIANTS, type SignedObject } from './text-variants.js';

const NOT_BASE64 = '"sign" is not Base64.';

/**
 * Explains why a signature is not valid.
 *
 * @returns the problem, and then hints; each hint was verified by a test of the signature
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

/** The problem of a signature that was made with one of the keys. */
function aboutText(
  signed: SignedObject,
  { keyIndex, digest }: OpenedSignature,
  keys: readonly KeyObject[],
): readonly string[] {
  const key = keys.length === 1 ? 'The key' : `The key at index ${keyIndex}`;
  if (!digest) {
    return [`${key} matches, but the signature is not in the format of SHA256withRSA.`];
  }
  const { name } = digest.algorithm;
  const algorithm =
    name === SHA256.name ? [] : [`It is signed with ${name}, not with SHA-256 (SHA256withRSA).`];
  if (isDigestOf(digest, stringToSign(signed.params))) {
    return algorithm;
  }
  const variants = TEXT_VARIANTS.filter(({ textOf }) => isDigestOf(digest, textOf(signed)));
  return [
    ...algorithm,
    `${key} matches, but the signature covers another text: a field was added, removed or changed ` +
      'after signing, or the string to sign was built in another way.',
    ...variants.map(
      ({ difference }) => `The signature matches the string to sign in which ${difference}.`,
    ),
  ];
}

/** The problem of a signature that was made with none of the keys. */
function aboutSign(sign: string, keys: readonly KeyObject[]): string {
  if (!isBase64(sign)) {
    return NOT_BASE64;
  }
  const bytes = Buffer.from(sign, 'base64').length;
  const lengths = new Set(keys.map(signatureLength));
  if (!lengths.has(bytes)) {
    return `"sign" has ${bytes} bytes instead of ${[...lengths].join(' or ')}: it was truncated, or another key made it.`;
  }
  const none =
    keys.length === 1 ? 'The key does not match' : `None of the ${keys.length} keys matches`;
  return `${none}: another key made the signature, or "sign" was changed in transit.`;
}
