import { generateKeyPairSync, type KeyObject } from 'node:crypto';

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

/** The merchant's pair and NewPay's, made once for a test file. */
export const merchantKeys = rsaKeyPair();
export const platformKeys = rsaKeyPair();
