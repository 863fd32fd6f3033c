import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { EncodedKey } from './pem-blocks.js';

/** The ways to parse a private key of any type from its DER. */
export function privateReaders({ der: key, label, isEncrypted }: EncodedKey): (() => KeyObject)[] {
  return isEncrypted
    ? []
    : [
        () => createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
        () => createPrivateKey({ key, format: 'der', type: 'pkcs1' }),
        () => createPrivateKey({ key, format: 'der', type: 'sec1' }),
        () => createPrivateKey(pemOf(key, label)),
      ];
}

/** The ways to parse a public key from its DER, or from that of a certificate. */
export function publicReaders({ der: key }: Pick<EncodedKey, 'der'>): (() => KeyObject)[] {
  return [
    () => createPublicKey({ key, format: 'der', type: 'spki' }),
    () => createPublicKey({ key, format: 'der', type: 'pkcs1' }),
    certificateReader({ der: key }),
  ];
}

/** Parses the public key of a certificate. */
export function certificateReader({ der }: Pick<EncodedKey, 'der'>): () => KeyObject {
  return () => new X509Certificate(der).publicKey;
}

/** For DSA keys, which can be parsed only with their label, so that the error can name the type. */
function pemOf(der: Buffer, label = ''): string {
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
