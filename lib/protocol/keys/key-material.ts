import type { KeyObject } from 'node:crypto';
import { bytesOfPureBase64 } from './base64.js';
import { pemBlocks, type EncodedKey } from './pem-blocks.js';
import { problemOfText, type KeyWords } from './key-text-problem.js';

/**
 * An RSA key: PEM (PKCS#8, PKCS#1 or SPKI), also with spaces or a literal `\n` in place of line
 * breaks, as in environment variables; the Base64 of a PEM or of its DER; a `Buffer` with any of
 * these or the DER itself; or a `KeyObject`. Quotes around the text are ignored.
 *
 * @publicApi
 */
export type NewPayKeyMaterial = string | Buffer | KeyObject;

/** The keys in a text or its bytes; or what it is instead, as a phrase with the remedy. */
export type ReadMaterial =
  | { readonly keys: readonly [EncodedKey, ...EncodedKey[]] }
  | { readonly problem: string | undefined };

/** Longer than any key with its chain of certificates. */
const MAX_LENGTH = 256 * 1024;
/** Zero-width characters, byte order mark, soft hyphen and NUL. */
const INVISIBLE = /[\u200B-\u200F\u2060\uFEFF\u00AD\0]/g;
/** White space, quotes of any kind, and the punctuation of a list. */
const WRAPPING = String.raw`[\s"'\x60\u00AB\u00BB\u2018-\u201F,;[\]]`;
/** The maximum number of Base64 encodings around a key. */
const MAX_DEPTH = 3;

/**
 * Detects the format of a key. The problem quotes nothing of the text.
 *
 * @param words how to describe the expected kind of key
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
  // Bytes with NUL are not text, but may be a key store.
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

/** What settings write before Base64: `base64:`, or the start of a data URL. */
const BASE64_MARK = /^(?:data:[\w/+.;=-]{0,100},|base64:)/i;
/** Form encoding, which writes a blank as `+`, and the `+` of Base64 as `%2B`. */
const FORM_ENCODED = /^(?=.*%0[AD])\S+$/i;

/** Removes quotes, brackets and marks around a text, invisible characters and URL encoding. */
function withoutWrapping(text: string): string {
  return (FORM_ENCODED.test(text) ? text.replaceAll('+', ' ') : text)
    .replaceAll(INVISIBLE, '')
    .replaceAll(/%(?:09|0A|0D|20|2B|2F|3D)/gi, decodeURIComponent)
    .replaceAll(/\\+(?=["'])/g, '')
    .replace(new RegExp(`^${WRAPPING}+`), '')
    .replace(BASE64_MARK, '')
    .replace(new RegExp(`${WRAPPING}+$`), '');
}

/**
 * Whether bytes start with an ASN.1 sequence of the length of a key; its second byte does not occur
 * in text.
 */
function isDer(bytes: Buffer): boolean {
  const [tag, length = 0] = bytes;
  return tag === 0x30 && length >= 0x80 && length <= 0x84;
}

/** Decodes UTF-8, or UTF-16 with a byte order mark, which Windows PowerShell writes. */
function decodeText(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') {
    return bytes.toString('utf16le');
  }
  return mark === 'feff' && bytes.length % 2 === 0
    ? Buffer.from(bytes).swap16().toString('utf16le')
    : bytes.toString('utf8');
}
