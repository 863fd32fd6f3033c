import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NewPayKeyMaterial } from '../../lib/protocol/keys/key-material.js';
import { loadPlatformKeys } from '../../lib/protocol/keys/load-platform-keys.js';
import { loadPrivateKey, loadPublicKey } from '../../lib/protocol/keys/rsa-key.js';
import { NewPayConfigurationError } from '../../lib/index.js';
import { merchantKeys, pemOf, platformKeys, rsaKeyPair } from '../support/keys.js';

const { privateKey, publicKey } = merchantKeys;

function formsOf(key: KeyObject, types: ('pkcs1' | 'pkcs8' | 'spki')[]) {
  return types.flatMap((type): [string, NewPayKeyMaterial][] => {
    const pem = key.export({ type, format: 'pem' }).toString();
    const der = key.export({ type: type as 'pkcs1', format: 'der' });
    const base64 = der.toString('base64');
    return [
      [`${type} PEM`, pem],
      [`${type} PEM with Windows line ends`, pem.replaceAll('\n', '\r\n')],
      [`${type} PEM with literal \\n`, pem.replaceAll('\n', '\\n')],
      [`${type} PEM with literal \\\\n`, pem.replaceAll('\n', '\\\\n')],
      [`${type} PEM with literal \\r\\n`, pem.replaceAll('\n', '\\r\\n')],
      [`${type} PEM with literal \\\\r before its line breaks`, pem.replaceAll('\n', '\\\\r\n')],
      [`${type} PEM in white space and words`, `\n key:\n${pem}\n\n`],
      [`${type} PEM as bytes`, Buffer.from(pem)],
      [`${type} PEM as bytes, after a word that is not ASCII`, Buffer.from(`clé :\n${pem}`)],
      [`${type} PEM as bytes, the first of which is also DER’s first`, Buffer.from(`0\n${pem}`)],
      [`${type} bare Base64`, base64],
      [`${type} bare Base64 in lines`, base64.replace(/.{64}/g, '$&\n')],
      [`${type} bare Base64 as bytes`, Buffer.from(base64)],
      [`${type} DER`, der],
    ];
  });
}

const privateForms: [string, NewPayKeyMaterial][] = [
  ...formsOf(privateKey, ['pkcs8', 'pkcs1']),
  ['a KeyObject', privateKey],
];
const publicForms: [string, NewPayKeyMaterial][] = [
  ...formsOf(publicKey, ['spki', 'pkcs1']),
  ['a KeyObject', publicKey],
];

describe('The merchant’s private key', () => {
  it.each(privateForms)('is read from %s', (_form, material) => {
    expect(loadPrivateKey(material, 'privateKey').equals(privateKey)).toBe(true);
  });

  it.each(publicForms)('cannot be a public key: %s', (_form, material) => {
    expect(() => loadPrivateKey(material, 'privateKey')).toThrow(
      /^NewPay option "privateKey" .*public/,
    );
  });

  it.each<[string, () => NewPayKeyMaterial, string]>([
    ['nothing', () => '', 'is empty: give a PEM'],
    ['an empty Buffer', () => Buffer.alloc(0), 'is empty: give a PEM'],
    ['words', () => 'my key!', 'is not a key: give a PEM'],
    ['Base64 after another sign', () => '!aGVsbG8=', 'is not a key: give a PEM'],
    ['Base64 of no key', () => 'aGVsbG8=', 'cannot be read as an RSA private key'],
    [
      'a PEM of no key',
      () => pemLike('PRIVATE KEY', 'aGVsbG8='),
      'cannot be read as an RSA private key',
    ],
    [
      'a PEM of a public key that is damaged',
      () => pemLike('PUBLIC KEY', 'aGVsbG8='),
      "holds a public key: put the merchant's private key here",
    ],
    [
      'a request for a certificate',
      () => pemLike('CERTIFICATE REQUEST', 'aGVsbG8='),
      'is a certificate request: give the key itself',
    ],
    [
      '1024 bits',
      () => pemOf(rsaKeyPair(1024).privateKey),
      'is an RSA key of 1024 bits: give one of at least 2048',
    ],
    [
      'an Ed25519 key',
      () => pemOf(generateKeyPairSync('ed25519').privateKey),
      'is a key of type ed25519: NewPay signs with RSA',
    ],
    [
      'an EC key',
      () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      'is a key of type ec',
    ],
    [
      'the DER of an EC key',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
          type: 'pkcs8',
          format: 'der',
        }),
      'is a key of type ec',
    ],
    [
      'an RSA-PSS key',
      () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
      'is a key of type rsa-pss',
    ],
    [
      'a secret KeyObject',
      () => createSecretKey(Buffer.alloc(32)),
      'is a secret KeyObject: give a private one',
    ],
    ['an encrypted PEM', () => encryptedPem(), 'is encrypted with a passphrase'],
  ])('cannot be %s', (_what, material, message) => {
    expect(() => loadPrivateKey(material(), 'privateKey')).toThrow(
      expect.objectContaining({
        code: 'ERR_NEWPAY_CONFIGURATION',
        option: 'privateKey',
        message: expect.stringContaining(`NewPay option "privateKey" ${message}`),
      }),
    );
  });
});

describe('NewPay’s public key', () => {
  it.each(publicForms)('is read from %s', (_form, material) => {
    expect(loadPublicKey(material, 'platformPublicKey').equals(publicKey)).toBe(true);
  });

  it.each(privateForms)('cannot be a private key: %s', (_form, material) => {
    expect(() => loadPublicKey(material, 'platformPublicKey')).toThrow(
      /^NewPay option "platformPublicKey" .*private/,
    );
  });

  it.each<[string, () => NewPayKeyMaterial, string]>([
    ['words', () => 'my key!', 'is not a key: give a PEM'],
    ['Base64 of no key', () => 'aGVsbG8=', 'cannot be read as an RSA public key'],
    [
      'a PEM of no key',
      () => pemLike('PUBLIC KEY', 'aGVsbG8='),
      'cannot be read as an RSA public key',
    ],
    [
      'a PEM of a private key that is damaged',
      () => pemLike('RSA PRIVATE KEY', 'aGVsbG8='),
      'holds a private key',
    ],
    ['an encrypted PEM of a private key', () => encryptedPem(), 'holds a private key'],
    ['1024 bits', () => pemOf(rsaKeyPair(1024).publicKey), 'is an RSA key of 1024 bits'],
    ['1024 bits in a KeyObject', () => rsaKeyPair(1024).publicKey, 'is an RSA key of 1024 bits'],
    [
      'an Ed25519 key',
      () => pemOf(generateKeyPairSync('ed25519').publicKey),
      'is a key of type ed25519',
    ],
  ])('cannot be %s', (_what, material, message) => {
    expect(() => loadPublicKey(material(), 'platformPublicKey')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });
});

describe('NewPay’s public keys', () => {
  const other = platformKeys.publicKey;

  it.each<[string, NewPayKeyMaterial | NewPayKeyMaterial[], KeyObject[]]>([
    ['one that stands alone', pemOf(publicKey), [publicKey]],
    ['one in an array', [pemOf(publicKey)], [publicKey]],
    ['several, in their order', [pemOf(publicKey), other], [publicKey, other]],
  ])('are read: %s', (_what, material, expected) => {
    const keys = loadPlatformKeys(material);
    expect(keys).toHaveLength(expected.length);
    expect(keys.every((key, index) => expected[index]?.equals(key))).toBe(true);
  });

  it.each<[string, NewPayKeyMaterial | NewPayKeyMaterial[], string, string]>([
    ['none', [], 'platformPublicKey', 'is an empty array: give a key'],
    ['words', 'my key!', 'platformPublicKey', 'is not a key: give a PEM'],
    ['words beside a key', [other, 'my key!'], 'platformPublicKey[1]', 'is not a key: give a PEM'],
  ])('cannot be %s', (_what, material, option, message) => {
    expect(() => loadPlatformKeys(material)).toThrow(
      expect.objectContaining({
        code: 'ERR_NEWPAY_CONFIGURATION',
        option,
        message: expect.stringContaining(`NewPay option "${option}" ${message}`),
      }),
    );
  });
});

describe('A damaged key', () => {
  it('is rejected without a trace of it in the error', () => {
    const pem = pemOf(privateKey);
    const body = pem.replace(/-----.*-----/g, '').replaceAll('\n', '');
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(pem.length - 1), fc.string({ minLength: 1 }), (at, junk) => {
        const damaged = pem.slice(0, at) + junk + pem.slice(at + junk.length);
        for (const load of [loadPrivateKey, loadPublicKey]) {
          try {
            load(damaged, 'key');
          } catch (error) {
            refused += load === loadPrivateKey ? 1 : 0;
            expect(error).toBeInstanceOf(NewPayConfigurationError);
            expect((error as Error).cause).toBeUndefined();
            const text = (error as Error).message;
            for (let i = 0; i + 16 <= body.length; i += 16) {
              expect(text).not.toContain(body.slice(i, i + 16));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
    // Some damage is none: a blank, or after the end.
    expect(refused).toBeGreaterThan(30);
  });
});

function pemLike(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

function encryptedPem(): string {
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' };
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
}
