import { KeyObject } from 'node:crypto';

/**
 * An RSA key in any form that merchants hold one: PEM (PKCS#8, PKCS#1 or SPKI), PEM whose line
 * breaks are a literal `\n` (as environment variables keep them), the bare Base64 of its DER, a
 * `Buffer` with any of these or the DER itself, or a `KeyObject`.
 */
export type NewPayKeyMaterial = string | Buffer | KeyObject;

/** What a key's text turned out to be, ready for `node:crypto`. */
export type EncodedKey =
  | { readonly format: 'pem'; readonly pem: string; readonly label: string }
  | { readonly format: 'der'; readonly der: Buffer };

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const DER_SEQUENCE = 0x30;

/**
 * Finds out the form of a key's text. Returns `undefined` for what is no form of a key: the caller
 * names the option, and no part of the text enters a message.
 */
export function decodeKeyMaterial(material: string | Buffer): EncodedKey | undefined {
  if (Buffer.isBuffer(material)) {
    return material[0] === DER_SEQUENCE && !isText(material)
      ? { format: 'der', der: material }
      : decodeKeyMaterial(material.toString('utf8'));
  }
  const text = material.replace(/\\+r/g, '').replace(/\\+n/g, '\n');
  const pem = PEM.exec(text);
  if (pem) {
    return { format: 'pem', pem: pem[0], label: pem[1] ?? '' };
  }
  const base64 = text.replace(/\s/g, '');
  return BASE64.test(base64) ? { format: 'der', der: Buffer.from(base64, 'base64') } : undefined;
}

/** DER starts with 0x30, which is also the letter `0`: bytes that are all ASCII are a text. */
function isText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}
