import { createPublicKey, sign as rsaSign, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RsaSigner } from '../../lib/protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { stringToSign } from '../../lib/protocol/signature/string-to-sign.js';
import { parseLosslessObject, LosslessJsonError } from '../../lib/protocol/json/lossless-json.js';
import { NewPaySignatureError } from '../../lib/index.js';
import { merchantKeys, platformKeys, rsaKeyPair } from '../support/keys.js';
import { signText } from '../support/signed-callback.js';

const keys = new RsaVerifier([platformKeys.publicKey]);

describe('two sets of public keys', () => {
  const [one, other] = [platformKeys.publicKey, merchantKeys.publicKey];
  const copy = createPublicKey(one.export({ type: 'spki', format: 'pem' }));

  it.each<[string, KeyObject[], KeyObject[], boolean]>([
    ['the same key, read twice', [one], [copy], true],
    ['one key of two', [other, one], [rsaKeyPair(2048).publicKey, copy], true],
    ['no key', [one], [other], false],
    ['nothing, as one is empty', [one], [], false],
  ])('have in common %s', (_what, keysOfOne, keysOfOther, expected) => {
    expect(new RsaVerifier(keysOfOne).hasKeyOf(new RsaVerifier(keysOfOther))).toBe(expected);
  });
});
const messageOf = (fields: object) =>
  new SignedMessage(parseLosslessObject(Buffer.from(JSON.stringify(fields))));

function thrownBy(run: () => unknown): object {
  try {
    run();
  } catch (error) {
    return Object(error) as object;
  }
  throw new Error('it did not throw');
}

describe('stringToSign', () => {
  it('sorts by code unit, includes empty values, excludes sign and encodes nothing', () => {
    const fields = new Map([
      ['b', ''],
      ['a', 'x y&z=1%+'],
      ['sign', 'never'],
      ['Z', '1'],
      ['_', '2'],
    ]);
    expect(stringToSign(fields)).toBe('Z=1&_=2&a=x y&z=1%+&b=');
  });
});

describe('SignedMessage', () => {
  it('returns its fields after verification', () => {
    const fields = messageOf({ b: 1, a: 'x', none: null, sign: signText('a=x&b=1') }).verify(keys);
    expect(fields.get('b')).toBe('1');
    expect(fields.get('none')).toBeUndefined();
    expect(fields.get('sign')).toBeUndefined();
    expect(fields.toRecord()).toEqual({ a: 'x', b: '1' });
    expect(Object.isFrozen(fields.toRecord())).toBe(true);
  });

  it('shows nothing before verification', () => {
    const message = messageOf({ a: 'x', sign: 'y' });
    expect(JSON.stringify(message)).toBe('{}');
    expect(Object.keys(message)).toEqual([]);
  });

  it('is printed with the documented name of its error, unsigned or wrongly signed', () => {
    for (const sign of ['', 'AAAA']) {
      const error = thrownBy(() => messageOf({ a: 'x', sign }).verify(keys));
      expect(error.constructor).toBe(NewPaySignatureError);
      expect(inspect(error)).toMatch(/^NewPaySignatureError: The /);
    }
  });

  it('distinguishes a missing signature from an invalid one', () => {
    expect(() => messageOf({ a: 'x' }).verify(keys)).toThrow(
      new NewPaySignatureError(
        'The message is not signed: "sign" is missing, empty or not a string.',
      ),
    );
    expect(() => messageOf({ a: 'x', sign: 'abc' }).verify(keys)).toThrow(
      new NewPaySignatureError(
        'The signature does not match "platformPublicKey": another key signed the message, or it was changed in transit.',
      ),
    );
  });

  it('treats a number as no signature', () => {
    expect(() => messageOf({ a: 'x', sign: 5 }).verify(keys)).toThrow(
      new NewPaySignatureError(
        'The message is not signed: "sign" is missing, empty or not a string.',
      ),
    );
  });

  it.each<[object, string]>([
    [{ a: {} }, 'field "a" cannot be signed: its value is an object or an array'],
    [{ a: [] }, 'field "a" cannot be signed: its value is an object or an array'],
    [
      JSON.parse('{"__proto__":"x"}') as object,
      'field "__proto__" cannot be signed: its name is not valid',
    ],
  ])('rejects %j, because it cannot be signed', (fields, message) => {
    expect(() => messageOf(fields)).toThrow(new LosslessJsonError(message));
  });

  it('is verified by any of several keys', () => {
    const old = rsaKeyPair();
    const both = new RsaVerifier([old.publicKey, platformKeys.publicKey]);
    const signedBy = (key: typeof old.privateKey) =>
      messageOf({ a: 'x', sign: signText('a=x', key) });
    expect(both.size).toBe(2);
    expect(signedBy(old.privateKey).verify(both).get('a')).toBe('x');
    expect(signedBy(platformKeys.privateKey).verify(both).get('a')).toBe('x');
    expect(() => signedBy(old.privateKey).verify(keys)).toThrow(NewPaySignatureError);
  });

  it.each(['sha1', 'sha512', 'md5'])('rejects a signature with %s', (algorithm) => {
    const sign = rsaSign(algorithm, Buffer.from('a=x'), platformKeys.privateKey).toString('base64');
    expect(() => messageOf({ a: 'x', sign }).verify(keys)).toThrow(NewPaySignatureError);
  });

  it('verifies what RsaSigner signs, and nothing else', async () => {
    const signer = new RsaSigner(merchantKeys.privateKey);
    const merchant = new RsaVerifier([merchantKeys.publicKey]);
    const name = fc
      .string({ minLength: 1 })
      .filter((text) => !['sign', '__proto__'].includes(text));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.string()), name, async (fields, extra) => {
        const sign = await signer.sign(new Map(Object.entries(fields)));
        const expected = Object.fromEntries(Object.entries(fields));
        expect(
          messageOf({ ...fields, sign })
            .verify(merchant)
            .toRecord(),
        ).toEqual(expected);
        const changed = { ...fields, [extra]: `${fields[extra] ?? ''}!`, sign };
        expect(() => messageOf(changed).verify(merchant)).toThrow(NewPaySignatureError);
      }),
      { numRuns: 50 },
    );
  });
});
