import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { NewPayConfigurationError } from '../../errors/index.js';
import { decodeKeyMaterial, type EncodedKey, type NewPayKeyMaterial } from './key-material.js';

/** The shortest RSA modulus accepted, in bits; NewPay's own key has 2048 (protocol 3). */
const MIN_MODULUS_BITS = 2048;

const PRIVATE_FORMS =
  'a PEM (PKCS#8 or PKCS#1), the bare Base64 of its DER, a Buffer or a KeyObject';
const PUBLIC_FORMS = 'a PEM (SPKI or PKCS#1), the bare Base64 of its DER, a Buffer or a KeyObject';

/**
 * Parses the merchant's private key, once, at boot.
 *
 * @throws {NewPayConfigurationError} it is not an RSA private key of 2048 bits or more; the message
 * names the option and holds nothing of the key
 */
export function loadPrivateKey(material: NewPayKeyMaterial, option: string): KeyObject {
  if (material instanceof KeyObject) {
    return requireRsa(requireType(material, 'private', option), option);
  }
  const encoded = decode(material, option, PRIVATE_FORMS);
  if (encoded.format === 'pem' && /PUBLIC KEY|CERTIFICATE/.test(encoded.label)) {
    throw new NewPayConfigurationError(
      option,
      "holds a public key: put the merchant's private key here",
    );
  }
  if (encoded.format === 'pem' && /ENCRYPTED/.test(encoded.pem)) {
    throw new NewPayConfigurationError(
      option,
      'is encrypted with a passphrase: give it decrypted, or as a KeyObject',
    );
  }
  const key = attempt(privateReaders(encoded));
  if (!key) {
    const isPublic = attempt(publicReaders(encoded)) !== undefined;
    throw new NewPayConfigurationError(
      option,
      isPublic
        ? "holds a public key: put the merchant's private key here"
        : `cannot be read as an RSA private key: give ${PRIVATE_FORMS}`,
    );
  }
  return requireRsa(key, option);
}

/**
 * Parses a public key of NewPay, once, at boot. A private key is refused: its public half would
 * verify, while the secret lay where nobody guards it.
 *
 * @throws {NewPayConfigurationError} it is not an RSA public key of 2048 bits or more; the message
 * names the option and holds nothing of the key
 */
export function loadPublicKey(material: NewPayKeyMaterial, option: string): KeyObject {
  if (material instanceof KeyObject) {
    return requireRsa(requireType(material, 'public', option), option);
  }
  const encoded = decode(material, option, PUBLIC_FORMS);
  const isPrivate =
    (encoded.format === 'pem' && /PRIVATE KEY/.test(encoded.label)) ||
    attempt(privateReaders(encoded)) !== undefined;
  if (isPrivate) {
    throw new NewPayConfigurationError(
      option,
      'holds a private key: put NewPay\'s public key here, and keep the private key in "privateKey"',
    );
  }
  const key = attempt(publicReaders(encoded));
  if (!key) {
    throw new NewPayConfigurationError(
      option,
      `cannot be read as an RSA public key: give ${PUBLIC_FORMS}`,
    );
  }
  return requireRsa(key, option);
}

function decode(material: string | Buffer, option: string, forms: string): EncodedKey {
  const usable = typeof material === 'string' || Buffer.isBuffer(material);
  const encoded = usable ? decodeKeyMaterial(material) : undefined;
  if (!encoded) {
    throw new NewPayConfigurationError(option, `is not a key: give ${forms}`);
  }
  return encoded;
}

function privateReaders(encoded: EncodedKey): (() => KeyObject)[] {
  if (encoded.format === 'pem') {
    return [() => createPrivateKey(encoded.pem)];
  }
  const { der: key } = encoded;
  return [
    () => createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key, format: 'der', type: 'pkcs1' }),
  ];
}

function publicReaders(encoded: EncodedKey): (() => KeyObject)[] {
  if (encoded.format === 'pem') {
    return [() => createPublicKey(encoded.pem)];
  }
  const { der: key } = encoded;
  return [
    () => createPublicKey({ key, format: 'der', type: 'spki' }),
    () => createPublicKey({ key, format: 'der', type: 'pkcs1' }),
  ];
}

/** The first reading that succeeds. The reasons are dropped: OpenSSL's could quote the key. */
function attempt(readers: (() => KeyObject)[]): KeyObject | undefined {
  for (const read of readers) {
    try {
      return read();
    } catch {
      // The next one may succeed.
    }
  }
  return undefined;
}

function requireType(key: KeyObject, type: 'private' | 'public', option: string): KeyObject {
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
