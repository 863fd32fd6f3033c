import { constants, privateEncrypt, sign as rsaSign, createHash } from 'node:crypto';
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

const platformPublicKey = platformKeys.publicKey;
const explain = (body: string | Uint8Array) => NewPaySignature.explain(body, { platformPublicKey });
const withSign = (fields: object, sign: unknown) => JSON.stringify({ ...fields, sign });

const OTHER_TEXT =
  'The key made its signature, but over another text: a field was added, lost or changed after ' +
  'signing, or the text was put together in another way.';

describe('a signature that verifies', () => {
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

  it('is read from bytes as from a text', () => {
    const body = signedBody(paymentFields());

    expect(explain(Buffer.from(body))).toEqual(explain(body));
    expect(explain(new Uint8Array(Buffer.from(body)))).toEqual(explain(body));
  });

  it('is one of several keys, in any form', () => {
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

describe('a body that makes no sense', () => {
  it.each<[unknown, string]>([
    ['transStatus=0', 'it is not JSON'],
    ['', 'it is not JSON'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'it is not UTF-8'],
    ['[{"sign":"x"}]', 'it is not a JSON object'],
    ['{"transStatus":0,"transStatus":1}', 'the name "transStatus" stands twice with two values'],
    ['{"orderAmt":{"value":"1"},"sign":"x"}', 'the field "orderAmt" cannot be part of a signature'],
    ['{"data":{"a":[]}}', 'the field "a" cannot be part of a signature'],
    ['{"data":{"a":1},"sign":"x"}', 'the field "data" cannot be part of a signature'],
    [{ orderNo: 'A1' }, 'it is not the raw body: give the text or the bytes as they came'],
    [undefined, 'it is not the raw body: give the text or the bytes as they came'],
  ])('%j: %s', (body, problem) => {
    expect(explain(body as string)).toEqual({
      verified: false,
      problem: expect.stringContaining(`It cannot be verified: ${problem}`),
      hints: [],
      fields: [],
      leftOut: [],
    });
  });
});

describe('a signature that does not verify', () => {
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
      'It is not signed: "sign" is absent, empty or not a text.',
    ]);
    expect(explanation.stringToSign).toBe(plainStringToSign(fields));
  });

  it.each([
    ['not Base64', '<sign>', '"sign" is not Base64.'],
    [
      'cut',
      signText('x').slice(0, 100),
      '"sign" has 75 bytes instead of 256: it was cut, or another key made it.',
    ],
    [
      'by another key',
      signText(plainStringToSign(fields), merchantKeys.privateKey),
      'The key does not fit: another one made the signature, or "sign" was changed on the way.',
    ],
    ['over another text', signText('x'), OTHER_TEXT],
  ])('%s', (_what, sign, problem) => {
    expect(problemsOf(explain(withSign(fields, sign)))).toEqual([problem]);
  });

  it('says which of several keys does what', () => {
    const explainWith = (keys: (typeof platformPublicKey)[], text: string) =>
      problemsOf(NewPaySignature.explain(text, { platformPublicKey: keys }));
    const other = merchantKeys.publicKey;

    expect(explainWith([other, other], body)).toEqual([
      'None of the 2 keys fits: another one made the signature, or "sign" was changed on the way.',
    ]);
    expect(explainWith([other, platformPublicKey], body.replace('Coffee', 'Tea'))).toEqual([
      OTHER_TEXT.replace('The key', 'The key at index 1'),
    ]);
  });

  it.each([
    ['sha1', 'SHA-1'],
    ['sha512', 'SHA-512'],
  ])('is made with %s', (hash, name) => {
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
  ])('holds %s', (_what, sign) => {
    expect(problemsOf(explain(withSign({ a: 'x' }, sign.toString('base64'))))).toEqual([
      'The key made its signature, but not as SHA256withRSA prescribes.',
    ]);
  });
});

describe('a hint', () => {
  it.each([
    ['{"b":"","a":"x"', 'a=x', 'fields that are "" are left out'],
    ['{"b":null,"a":"x"', 'a=x&b=', 'fields that are null stand as "name="'],
    ['{"b":null,"a":"x"', 'a=x&b=null', 'fields that are null stand as "name=null"'],
    [
      '{"n":123.00,"id":9223372036854775807,"t":"1.0"',
      'id=9223372036854776000&n=123&t=1.0',
      'numbers stand as JavaScript prints them (123.00 as 123): it was put together from parsed JSON',
    ],
    [
      '{"orderAmt":123,"refundOrderAmt":4.5,"n":1,"textAmt":"7","longAmt":1.234',
      'longAmt=1.234&n=1&orderAmt=123.00&refundOrderAmt=4.50&textAmt=7',
      'amounts that are numbers have two decimals (123 as 123.00): the body was parsed and ' +
        'serialised again after it had been signed',
    ],
    ['{"a":" x\\n"', 'a=x', 'values have no white space at their ends'],
    ['{"a":"x y&"', 'a=x+y%26', 'names and values are URL-encoded, a space as "+"'],
    ['{"a":"x y+"', 'a=x%20y%2B', 'names and values are URL-encoded, a space as "%20"'],
    ['{"b":1,"a":2', 'b=1&a=2', 'the fields stand in the order of the body'],
    [
      '{"appId":"6","Zone":"1","a":"2"',
      'a=2&appId=6&Zone=1',
      'the names are sorted without regard to upper and lower case',
    ],
    ['{"a":"x"', 'a=x\n', 'a line break follows the last value'],
  ])('on %s signed as %j', (body, signed, difference) => {
    const explanation = explain(`${body},"sign":"${signText(signed)}"}`);

    expect(explanation).toMatchObject({
      verified: false,
      problem: OTHER_TEXT,
      hints: [`It is signed over the text in which ${difference}.`],
    });
  });

  it('tells what has happened to "sign"', () => {
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

describe('mask', () => {
  it('hides every value and its length, and changes nothing else', () => {
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

  it('hides them where nothing verifies, too', () => {
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

describe('a key', () => {
  it.each<[string, unknown, string]>([
    ['that is private', pemOf(platformKeys.privateKey), '"platformPublicKey" holds a private key'],
    ['that is none', 'my key!', '"platformPublicKey" is not a key'],
    ['that is missing', undefined, '"platformPublicKey" must be text, a Buffer or a KeyObject'],
    ['out of none', [], '"platformPublicKey" is an empty array'],
    ['among others', [platformPublicKey, 'AAAA'], '"platformPublicKey[1]" is empty'],
  ])('%s is refused, whatever the body', (_what, key, problem) => {
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
