import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that no machine knows, and what it has signed. */
export interface PrivateAuthority {
  readonly ca: string;
  /** For the addresses `127.0.0.1` and `localhost`. */
  readonly server: Certificate;
  readonly client: Certificate;
}

/** Makes an authority with a certificate for a server and one for a client. */
export function createAuthority(): PrivateAuthority {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issue = (name: string, extensions: Buffer[]): Certificate => {
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      cert: certificate({
        name,
        publicKey: own.publicKey,
        issuer: 'CA',
        signer: keys.privateKey,
        extensions,
      }),
      key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };
  return {
    ca: certificate({
      name: 'CA',
      publicKey: keys.publicKey,
      issuer: 'CA',
      signer: keys.privateKey,
      extensions: [extension('551d13', sequence(tlv(0x01, Buffer.from([0xff]))))],
    }),
    server: issue('server', [extension('551d11', sequence(ADDRESS, HOST_NAME))]),
    client: issue('client', []),
  };
}

/** The contents of a certificate. */
interface Contents {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** X.509 version 3 (RFC 5280), signed with RSA and SHA-256. */
function certificate({ name, publicKey, issuer, signer, extensions }: Contents): string {
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    // The serial number: the first letter of a name differs from those of the others.
    tlv(0x02, Buffer.from(name.slice(0, 1))),
    SHA256_WITH_RSA,
    distinguishedName(issuer),
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [tlv(0xa3, sequence(...extensions))]),
  );
  const der = sequence(body, SHA256_WITH_RSA, bitString(sign('sha256', body, signer)));
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

/** A value of DER: tag, length, contents. */
function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const bytes = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...contents: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...contents);
}

function objectId(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function utcTime(text: string): Buffer {
  return tlv(0x17, Buffer.from(text));
}

function bitString(content: Uint8Array): Buffer {
  return tlv(0x03, Buffer.from([0]), content);
}

function distinguishedName(commonName: string): Buffer {
  const value = tlv(0x0c, Buffer.from(commonName));
  return sequence(tlv(0x31, sequence(objectId('550403'), value)));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), tlv(0x04, value));
}

const SHA256_WITH_RSA = sequence(objectId('2a864886f70d01010b'), tlv(0x05));
const ADDRESS = tlv(0x87, Buffer.from([127, 0, 0, 1]));
const HOST_NAME = tlv(0x82, Buffer.from('localhost'));
