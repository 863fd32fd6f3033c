import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/** An RSA key pair of the length that NewPay uses. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function rsaKeyPair(modulusLength = 2048): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength });
}

export function pemOf(key: KeyObject): string {
  return key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();
}

/** The merchant's pair and NewPay's, made once for all test files. */
export const merchantKeys = sharedKeyPair('TESTS_MERCHANT_KEY');
export const platformKeys = sharedKeyPair('TESTS_PLATFORM_KEY');

/** Jest's global setup makes the pairs, as it takes a moment for each of them; elsewhere they are made here. */
function sharedKeyPair(variable: string): KeyPair {
  const pem = process.env[variable];
  return pem === undefined
    ? rsaKeyPair()
    : { privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) };
}
