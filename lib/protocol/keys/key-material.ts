import type { KeyObject } from 'node:crypto';
import { bytesOfPureBase64 } from './base64.js';
import { pemBlocks, type EncodedKey } from './pem-blocks.js';
import { problemOfText, type KeyWords } from './unusable-text.js';

/**
 * An RSA key in any form that merchants hold one: PEM (PKCS#8, PKCS#1 or SPKI), PEM whose line breaks
 * are blanks or a literal `\n` (as environment variables keep them), the Base64 of a PEM, the bare
 * Base64 of its DER, a `Buffer` with any of these or the DER itself, or a `KeyObject`. Quotes around it
 * do no harm.
 */
export type NewPayKeyMaterial = string | Buffer | KeyObject;

/** What a text or its bytes hold: keys, or what they are instead, as a phrase with its remedy. */
export type ReadMaterial =
  | { readonly keys: readonly [EncodedKey, ...EncodedKey[]] }
  | { readonly problem: string | undefined };

/** Far more than any key, or all certificates above it. */
const MAX_LENGTH = 256 * 1024;
/** Zero width, byte order mark, soft hyphen, NUL. */
const UNSEEN = /[\u200B-\u200F\u2060\uFEFF\u00AD\0]/g;
/** Blanks, quotes of any kind, the signs of a list. */
const WRAPPING = String.raw`[\s"'\x60\u00AB\u00BB\u2018-\u201F,;[\]]`;
/** How many times one in the other Base64 is taken off: a variable of a variable, and one to spare. */
const MAX_DEPTH = 3;

/**
 * Finds out the form of a key's text. Nothing of the text is in a problem.
 *
 * @param words what is said of the kind of key that is wanted
 */
export function readKeyMaterial(material: string | Uint8Array, words: KeyWords): ReadMaterial {
  if (material.length > MAX_LENGTH) {
    return { problem: `is too long for a key: give ${words.forms}` };
  }
  return readBytes(Buffer.from(material), words, MAX_DEPTH);
}

function readBytes(bytes: Buffer, words: KeyWords, depth: number): ReadMaterial {
  if (isDer(bytes)) {
    return bare(bytes);
  }
  const read = readText(decodeText(bytes), words, depth);
  const isNamed = 'keys' in read || read.problem !== undefined;
  // Bytes that are no text may be a key store.
  return isNamed || !bytes.includes(0) ? read : bare(bytes);
}

function readText(given: string, words: KeyWords, depth: number): ReadMaterial {
  const text = withoutWrapping(given);
  const [first, ...others] = pemBlocks(text);
  if (first) {
    return { keys: [first, ...others] };
  }
  const problem = problemOfText(text, words);
  const bytes = problem === undefined ? bytesOfPureBase64(text) : undefined;
  if (!bytes) {
    return { problem };
  }
  if (depth === 0) {
    return bare(bytes);
  }
  const inner = readBytes(bytes, words, depth - 1);
  return 'keys' in inner || inner.problem !== undefined ? inner : bare(bytes);
}

function bare(der: Buffer): ReadMaterial {
  return { keys: [{ label: undefined, der, isEncrypted: false }] };
}

/** Without the quotes and brackets around a text, without what is not seen, and without URL encoding. */
function withoutWrapping(text: string): string {
  return text
    .replaceAll(UNSEEN, '')
    .replaceAll(/%(?:09|0A|0D|20|2B|2F|3D)/gi, decodeURIComponent)
    .replaceAll(/\\+(?=["'])/g, '')
    .replace(new RegExp(`^${WRAPPING}+`), '')
    .replace(new RegExp(`${WRAPPING}+$`), '');
}

/** An ASN.1 sequence of a key's length: no text has such a second byte. */
function isDer(bytes: Buffer): boolean {
  const [tag, length = 0] = bytes;
  return tag === 0x30 && length >= 0x80 && length <= 0x84;
}

/** Reads UTF-8, or UTF-16 with its mark, in which Windows PowerShell writes files. */
function decodeText(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') {
    return bytes.toString('utf16le');
  }
  return mark === 'feff' && bytes.length % 2 === 0
    ? Buffer.from(bytes).swap16().toString('utf16le')
    : bytes.toString('utf8');
}
