import type { KeyObject } from 'node:crypto';
import { types } from 'node:util';
import { NewPayConfigurationError } from '../../errors/index.js';
import { readKeyMaterial, type NewPayKeyMaterial } from './key-material.js';
import { certificateReader, privateReaders, publicReaders } from './key-readers.js';
import type { EncodedKey } from './pem-blocks.js';
import { ENCRYPTED, problemOfKey } from './key-problem.js';
import type { KeyWords } from './key-text-problem.js';

/** The minimum length of an RSA key, in bits; NewPay's own key has 2048 (protocol 3). */
const MIN_MODULUS_BITS = 2048;

const WORDS = {
  private: {
    forms: 'a PEM (PKCS#8 or PKCS#1), the bare Base64 of its DER, a Buffer or a KeyObject',
    file: 'NEWPAY_PRIVATE_KEY_FILE',
  },
  public: {
    forms: 'a PEM (SPKI or PKCS#1), the bare Base64 of its DER, a Buffer or a KeyObject',
    file: 'NEWPAY_PLATFORM_PUBLIC_KEY_FILE',
  },
} as const satisfies Record<string, KeyWords>;
type Kind = keyof typeof WORDS;

const HOLDS_PUBLIC = "holds a public key: put the merchant's private key here";
const IS_CERTIFICATE =
  "is a certificate, which holds a public key: put the merchant's private key here";
const HOLDS_PRIVATE =
  'holds a private key: put NewPay\'s public key here, and keep the private key in "privateKey"';

/**
 * Parses the merchant's private key.
 *
 * @throws {NewPayConfigurationError} it is not an RSA private key of at least 2048 bits; the
 * message names the option and holds nothing of the key
 */
export function loadPrivateKey(material: NewPayKeyMaterial, option: string): KeyObject {
  if (types.isKeyObject(material)) {
    return requireRsa(requireType(material, 'private', option), option);
  }
  const keys = decode(material, option, 'private');
  const encoded = only(keys, /PRIVATE/, option, 'private');
  const key = attempt(privateReaders(encoded));
  if (key) {
    return requireRsa(key, option);
  }
  const { label = '' } = encoded;
  if (label.endsWith('CERTIFICATE') || attempt([certificateReader(encoded)])) {
    throw new NewPayConfigurationError(option, IS_CERTIFICATE);
  }
  const isPublic = label.endsWith('PUBLIC KEY') || attempt(publicReaders(encoded)) !== undefined;
  throw new NewPayConfigurationError(
    option,
    isPublic ? HOLDS_PUBLIC : unreadable(encoded, 'private'),
  );
}

/**
 * Parses a public key of NewPay. A private key is rejected, although its public half could verify:
 * a secret must not be kept where a public key is expected.
 *
 * @throws {NewPayConfigurationError} it is not an RSA public key of at least 2048 bits; the message
 * names the option and holds nothing of the key
 */
export function loadPublicKey(material: NewPayKeyMaterial, option: string): KeyObject {
  if (types.isKeyObject(material)) {
    return requireRsa(requireType(material, 'public', option), option);
  }
  const keys = decode(material, option, 'public');
  if (keys.some(isPrivate)) {
    throw new NewPayConfigurationError(option, HOLDS_PRIVATE);
  }
  const encoded = only(keys, /PUBLIC/, option, 'public');
  const key = attempt(publicReaders(encoded));
  if (!key) {
    throw new NewPayConfigurationError(option, unreadable(encoded, 'public'));
  }
  return requireRsa(key, option);
}

function decode(
  material: unknown,
  option: string,
  kind: Kind,
): readonly [EncodedKey, ...EncodedKey[]] {
  const { forms } = WORDS[kind];
  if (typeof material !== 'string' && !types.isUint8Array(material)) {
    throw new NewPayConfigurationError(
      option,
      types.isPromise(material)
        ? 'is a Promise: await it first'
        : `must be a string, a Buffer or a KeyObject, not ${nameOfType(material)}: give ${forms}`,
    );
  }
  const read = readKeyMaterial(material, WORDS[kind]);
  if ('problem' in read) {
    throw new NewPayConfigurationError(option, read.problem ?? `is not a key: give ${forms}`);
  }
  return read.keys;
}

/** The only key of this kind in a text; otherwise the first key of any kind. */
function only(
  keys: readonly [EncodedKey, ...EncodedKey[]],
  label: RegExp,
  option: string,
  kind: Kind,
): EncodedKey {
  const [first = keys[0], ...others] = keys.filter((key) => label.test(key.label ?? ''));
  if (others.some(({ der }) => !der.equals(first.der))) {
    throw new NewPayConfigurationError(
      option,
      `holds ${others.length + 1} ${kind} keys: ${
        kind === 'public'
          ? 'give an array of them (in the variable: separated by commas)'
          : 'keep only the one that signs'
      }`,
    );
  }
  return first;
}

function isPrivate(key: EncodedKey): boolean {
  return (
    /PRIVATE KEY/.test(key.label ?? '') ||
    attempt(privateReaders(key)) !== undefined ||
    problemOfKey(key) === ENCRYPTED
  );
}

function unreadable(encoded: EncodedKey, kind: Kind): string {
  return problemOfKey(encoded) ?? `cannot be read as an RSA ${kind} key: give ${WORDS[kind].forms}`;
}

/**
 * The result of the first reader that succeeds. Errors are dropped, because OpenSSL's could quote
 * the key.
 */
function attempt(readers: (() => KeyObject)[]): KeyObject | undefined {
  for (const read of readers) {
    try {
      return read();
    } catch {
      // Try the next reader.
    }
  }
  return undefined;
}

function nameOfType(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}

function requireType(key: KeyObject, type: Kind, option: string): KeyObject {
  if (key.type !== type) {
    throw new NewPayConfigurationError(option, `is a ${key.type} KeyObject: give a ${type} one`);
  }
  return key;
}

function requireRsa(key: KeyObject, option: string): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') {
    throw new NewPayConfigurationError(
      option,
      `is a key of type ${key.asymmetricKeyType}: NewPay signs with RSA (SHA256withRSA), give an RSA key`,
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_MODULUS_BITS) {
    throw new NewPayConfigurationError(
      option,
      `is an RSA key of ${bits} bits: give one of at least ${MIN_MODULUS_BITS}`,
    );
  }
  return key;
}
