import { constants, privateEncrypt, sign as rsaSign, createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import {
  NewPayConfigurationError,
  NewPaySignature,
  type NewPaySignatureExplanation,
} from '../../lib/index.js';
import { merchantKeys, pemOf, platformKeys } from '../support/keys.js';
import {
  paymentFields,
  plainStringToSign,
  signedBody,
  signText,
} from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const platformPublicKey = platformKeys.publicKey;
const explain = (body: string | Uint8Array) => NewPaySignature.explain(body, { platformPublicKey });
const withSign = (fields: object, sign: unknown) => JSON.stringify({ ...fields, sign });

const OTHER_TEXT =
  'The key matches, but the signature covers another text: a field was added, removed or changed after ' +
  'signing, or the string to sign was built in another way.';

describe('A valid signature', () => {
  it('is explained field by field', () => {
    const sign = signText('b=123.00&c=&d=true&x y=ສະບາຍດີ');
    const body = `{"c":"","x y":"ສະບາຍດີ","sign":"${sign}","e":null,"d":true,"b":123.00}`;

    expect(explain(body)).toEqual({
      verified: true,
      matchedKey: 0,
      hints: [],
      signedPart: 'body',
      stringToSign: 'b=123.00&c=&d=true&x y=ສະບາຍດີ',
      fields: [
        { name: 'b', text: '123.00' },
        { name: 'c', text: '' },
        { name: 'd', text: 'true' },
        { name: 'x y', text: 'ສະບາຍດີ' },
      ],
      leftOut: [
        { name: 'sign', reason: 'sign' },
        { name: 'e', reason: 'null' },
      ],
    });
  });

  it('is that of "data" in an answer', () => {
    const data = { orderNo: 'A1', payUrl: 'https://pay.example', tranAbbr: null };
    const sign = signText('orderNo=A1&payUrl=https://pay.example');
    const answer = { success: true, code: '0', timestamp: 1, data: { ...data, sign } };

    expect(explain(JSON.stringify(answer))).toMatchObject({
      verified: true,
      signedPart: 'data',
      stringToSign: 'orderNo=A1&payUrl=https://pay.example',
    });
  });

  it('is explained for bytes and for text', () => {
    const body = signedBody(paymentFields());

    expect(explain(Buffer.from(body))).toEqual(explain(body));
    expect(explain(new Uint8Array(Buffer.from(body)))).toEqual(explain(body));
    const ofAnotherRealm: unknown = runInNewContext('new Uint8Array(bytes)', {
      bytes: [...Buffer.from(body)],
    });
    expect(explain(untyped(ofAnotherRealm))).toEqual(explain(body));
  });

  it('may be of any of several keys, in any format', () => {
    const keys = [
      merchantKeys.publicKey,
      pemOf(platformPublicKey).replaceAll(/-----[^-]+-----|\s/g, ''),
    ];

    const explanation = NewPaySignature.explain(signedBody(paymentFields()), {
      platformPublicKey: keys,
    });

    expect(explanation).toMatchObject({ verified: true, matchedKey: 1 });
  });
});

describe('A body that cannot be verified:', () => {
  it.each<[unknown, string]>([
    ['transStatus=0', 'it is not JSON'],
    ['', 'it is not JSON'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'it is not UTF-8'],
    ['[{"sign":"x"}]', 'it is not a JSON object'],
    [
      '{"transStatus":0,"transStatus":1}',
      'field "transStatus" appears twice with different values',
    ],
    [
      '{"orderAmt":{"value":"1"},"sign":"x"}',
      'field "orderAmt" cannot be signed: its value is an object or an array',
    ],
    ['{"data":{"a":[]}}', 'field "a" cannot be signed: its value is an object or an array'],
    [
      '{"data":{"a":1},"sign":"x"}',
      'field "data" cannot be signed: its value is an object or an array',
    ],
    [{ orderNo: 'A1' }, 'it is not the raw body: pass the original text or bytes'],
    [undefined, 'it is not the raw body: pass the original text or bytes'],
  ])('%j: %s', (body, problem) => {
    expect(explain(body as string)).toEqual({
      verified: false,
      problem: expect.stringContaining(`The body cannot be verified: ${problem}`),
      hints: [],
      fields: [],
      leftOut: [],
    });
  });
});

describe('An invalid signature', () => {
  const fields = paymentFields();
  const body = signedBody(fields);
  const problemsOf = ({ verified, matchedKey, problem, hints }: NewPaySignatureExplanation) => {
    expect(verified).toBe(false);
    expect(matchedKey).toBeUndefined();
    return [problem, ...hints];
  };

  it.each([undefined, '', null, 5, {}])('is no signature at all: %j', (sign) => {
    const explanation = explain(withSign(fields, sign));

    expect(problemsOf(explanation)).toEqual([
      'The message is not signed: "sign" is missing, empty or not a string.',
    ]);
    expect(explanation.stringToSign).toBe(plainStringToSign(fields));
  });

  it.each([
    ['not Base64', '<sign>', '"sign" is not Base64.'],
    [
      'cut',
      signText('x').slice(0, 100),
      '"sign" has 75 bytes instead of 256: it was truncated, or another key made it.',
    ],
    [
      'by another key',
      signText(plainStringToSign(fields), merchantKeys.privateKey),
      'The key does not match: another key made the signature, or "sign" was changed in transit.',
    ],
    ['over another text', signText('x'), OTHER_TEXT],
  ])('%s', (_what, sign, problem) => {
    expect(problemsOf(explain(withSign(fields, sign)))).toEqual([problem]);
  });

  it('tells which of several keys matches', () => {
    const explainWith = (keys: (typeof platformPublicKey)[], text: string) =>
      problemsOf(NewPaySignature.explain(text, { platformPublicKey: keys }));
    const other = merchantKeys.publicKey;

    expect(explainWith([other, other], body)).toEqual([
      'None of the 2 keys matches: another key made the signature, or "sign" was changed in transit.',
    ]);
    expect(explainWith([other, platformPublicKey], body.replace('Coffee', 'Tea'))).toEqual([
      OTHER_TEXT.replace('The key', 'The key at index 1'),
    ]);
  });

  it.each([
    ['sha1', 'SHA-1'],
    ['sha512', 'SHA-512'],
  ])('may be made with %s', (hash, name) => {
    const signBy = (text: string) =>
      rsaSign(hash, Buffer.from(text), platformKeys.privateKey).toString('base64');
    const algorithm = `It is signed with ${name}, not with SHA-256 (SHA256withRSA).`;

    expect(problemsOf(explain(withSign(fields, signBy(plainStringToSign(fields)))))).toEqual([
      algorithm,
    ]);
    expect(problemsOf(explain(withSign(fields, signBy('x'))))).toEqual([algorithm, OTHER_TEXT]);
  });

  it.each([
    ['MD5', rsaSign('md5', Buffer.from('a=x'), platformKeys.privateKey)],
    [
      'the digest alone',
      privateEncrypt(
        { key: platformKeys.privateKey, padding: constants.RSA_PKCS1_PADDING },
        createHash('sha256').update('a=x').digest(),
      ),
    ],
  ])('may contain %s', (_what, sign) => {
    expect(problemsOf(explain(withSign({ a: 'x' }, sign.toString('base64'))))).toEqual([
      'The key matches, but the signature is not in the format of SHA256withRSA.',
    ]);
  });
});

describe('A hint', () => {
  it.each([
    ['{"b":"","a":"x"', 'a=x', 'empty fields ("") are left out'],
    ['{"b":null,"a":"x"', 'a=x&b=', 'null fields are included as "name="'],
    ['{"b":null,"a":"x"', 'a=x&b=null', 'null fields are included as "name=null"'],
    [
      '{"n":123.00,"id":9223372036854775807,"t":"1.0"',
      'id=9223372036854776000&n=123&t=1.0',
      'numbers are printed by JavaScript (123.00 as 123): it was built from parsed JSON',
    ],
    [
      '{"orderAmt":123,"refundOrderAmt":4.5,"n":1,"textAmt":"7","longAmt":1.234',
      'longAmt=1.234&n=1&orderAmt=123.00&refundOrderAmt=4.50&textAmt=7',
      'numeric amounts have two decimals (123 as 123.00): the body was parsed and serialized again ' +
        'after signing',
    ],
    ['{"a":" x\\n"', 'a=x', 'white space around values is removed'],
    ['{"a":"x y&"', 'a=x+y%26', 'names and values are URL-encoded, a space as "+"'],
    ['{"a":"x y+"', 'a=x%20y%2B', 'names and values are URL-encoded, a space as "%20"'],
    ['{"b":1,"a":2', 'b=1&a=2', 'the fields are in the order of the body'],
    [
      '{"appId":"6","Zone":"1","a":"2"',
      'a=2&appId=6&Zone=1',
      'the names are sorted case-insensitively',
    ],
    ['{"a":"x"', 'a=x\n', 'a line break follows the last value'],
  ])('on %s signed as %j', (body, signed, difference) => {
    const explanation = explain(`${body},"sign":"${signText(signed)}"}`);

    expect(explanation).toMatchObject({
      verified: false,
      problem: OTHER_TEXT,
      hints: [`The signature matches the string to sign in which ${difference}.`],
    });
  });

  it('tells how "sign" was damaged', () => {
    // Found by trying: a signature with a "+" and a "/" in it.
    const [fields, sign] = Array.from({ length: 50 }, (_, n): [object, string] => [
      { n },
      signText(`n=${n}`),
    ]).find(([, text]) => text.includes('+') && text.includes('/'))!;

    expect(explain(withSign(fields, sign.replaceAll('+', ' ')))).toMatchObject({
      verified: false,
      problem: '"sign" is not Base64.',
      hints: ['Every "+" in "sign" has become a space: it was URL-decoded once too often.'],
    });
    expect(explain(withSign(fields, encodeURIComponent(sign)))).toMatchObject({
      verified: false,
      problem: '"sign" is not Base64.',
      hints: ['"sign" is still URL-encoded.'],
    });
    expect(explain(withSign({ n: 'x' }, encodeURIComponent(sign))).hints).toEqual([
      '"sign" is still URL-encoded.',
      OTHER_TEXT,
    ]);
  });
});

describe('The option mask', () => {
  it('hides every value and its length, and nothing else', () => {
    const fields = paymentFields({ orderAmt: 123, settled: true, nothing: null });
    const body = signedBody(fields);
    const plain = explain(body);

    const masked = NewPaySignature.explain(body, { platformPublicKey, mask: true });

    expect(masked).toEqual({
      ...plain,
      fields: plain.fields.map(({ name, text }) => ({ name, text: text && '***' })),
      stringToSign: plain.fields.map(({ name, text }) => `${name}=${text && '***'}`).join('&'),
    });
    expect(masked.fields).toContainEqual({ name: 'extra', text: '' });
    expect(masked.verified).toBe(true);
  });

  it('also hides them if the signature is not valid', () => {
    const secret = 'S3cret-7d1f';
    const bodies = [
      withSign({ a: secret, b: '' }, signText(`a=${secret}`)),
      withSign({ a: secret }, secret),
      `{"a":"${secret}","a":"${secret}2"}`,
      `{"a":["${secret}"]}`,
      `{"a":"${secret}"`,
      secret,
    ];

    for (const body of bodies) {
      const masked = NewPaySignature.explain(body, { platformPublicKey, mask: true });
      expect(masked.problem).toBeDefined();
      expect(JSON.stringify(masked)).not.toContain(secret);
    }
  });
});

describe('A key', () => {
  it.each<[string, unknown, string]>([
    ['that is private', pemOf(platformKeys.privateKey), '"platformPublicKey" holds a private key'],
    ['that is none', 'my key!', '"platformPublicKey" is not a key'],
    ['that is missing', undefined, '"platformPublicKey" must be a string, a Buffer or a KeyObject'],
    ['out of none', [], '"platformPublicKey" is an empty array'],
    ['among others', [platformPublicKey, 'AAAA'], '"platformPublicKey[1]" is empty'],
  ])('%s is rejected, for any body', (_what, key, problem) => {
    const refused = () => NewPaySignature.explain('', { platformPublicKey: key as string });

    expect(refused).toThrow(NewPayConfigurationError);
    expect(refused).toThrow(problem);
  });

  it('is never shown', () => {
    const bases = [platformPublicKey, merchantKeys.publicKey].map((key) =>
      pemOf(key).split('\n').slice(1, -2),
    );
    const keys = [platformPublicKey, merchantKeys.publicKey];
    for (const body of [signedBody(paymentFields()), withSign({ a: 'x' }, signText('x')), '']) {
      const text = JSON.stringify(NewPaySignature.explain(body, { platformPublicKey: keys }));
      expect(bases.flat().filter((line) => text.includes(line))).toEqual([]);
    }
  });
});
