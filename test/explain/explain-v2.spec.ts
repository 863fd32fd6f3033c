import { describe, expect, it } from '@jest/globals';
import { NewPaySignature } from '../../lib/index.js';
import { NESTED_FORMS } from '../../lib/protocol/v2/nested-form.js';
import { merchantKeys, platformKeys } from '../support/keys.js';
import { plainV2StringToSign, type PlainFields } from '../support/nested-forms.js';
import { signText } from '../support/signed-callback.js';

const FIELDS = {
  appId: 'a1',
  payStatus: 'SUCCESS',
  orderAmt: { value: '5.00', currency: 'USD' },
  mchOrderNo: 'A1001',
  attach: null,
};

const explain = (body: string, platformPublicKey = platformKeys.publicKey, mask = false) =>
  NewPaySignature.explain(body, { platformPublicKey, mask, api: 'v2' });

/** A callback with white space in its object, so that "wire" and "json" differ. */
function callback(text: string, fields: PlainFields = FIELDS): string {
  const data = JSON.stringify({ ...fields, sign: signText(text) }).replace(
    '"value":"5.00","currency"',
    '"value": "5.00", "currency"',
  );
  return `{"success":true,"code":"SUCCESS","data":${data}}`;
}

const TEXTS = {
  wire: 'appId=a1&mchOrderNo=A1001&orderAmt={"value": "5.00", "currency":"USD"}&payStatus=SUCCESS',
  json: 'appId=a1&mchOrderNo=A1001&orderAmt={"value":"5.00","currency":"USD"}&payStatus=SUCCESS',
  'sorted-json':
    'appId=a1&mchOrderNo=A1001&orderAmt={"currency":"USD","value":"5.00"}&payStatus=SUCCESS',
  java: 'appId=a1&mchOrderNo=A1001&orderAmt={value=5.00, currency=USD}&payStatus=SUCCESS',
  fields: 'appId=a1&mchOrderNo=A1001&orderAmt=currency=USD&value=5.00&payStatus=SUCCESS',
  dotted: 'appId=a1&mchOrderNo=A1001&orderAmt.currency=USD&orderAmt.value=5.00&payStatus=SUCCESS',
  lifted: 'appId=a1&currency=USD&mchOrderNo=A1001&payStatus=SUCCESS&value=5.00',
} as const;

describe('A message of API v2', () => {
  it.each(NESTED_FORMS)('that is signed in the form %s is explained in every form.', (form) => {
    expect(explain(callback(TEXTS[form]))).toMatchObject({
      verified: true,
      matchedKey: 0,
      signedPart: 'data',
      hints: [
        `NewPay signs objects in the form "${form}": the option "v2.nested" can be set to it.`,
      ],
      stringToSign: TEXTS[form],
      leftOut: [
        { name: 'attach', reason: 'null' },
        { name: 'sign', reason: 'sign' },
      ],
      forms: NESTED_FORMS.map((each) => ({
        form: each,
        fits: each === form,
        stringToSign: TEXTS[each],
      })),
    });
  });

  it('names all forms that have the same text.', () => {
    const data = { ...FIELDS, sign: signText(TEXTS.json) };
    expect(explain(JSON.stringify({ success: true, data }))).toMatchObject({
      verified: true,
      hints: [
        'The text is the same in the forms "wire", "json": another message may tell which one NewPay uses.',
      ],
    });
  });

  it('has no forms without an object inside.', () => {
    const fields = { appId: 'a1', payReference: 'https://pay.example' };
    const text = plainV2StringToSign(fields, 'java');
    const body = JSON.stringify({ ...fields, sign: signText(text) });
    const explanation = explain(body);
    expect(explanation).toMatchObject({ verified: true, signedPart: 'body', hints: [] });
    expect(explanation).not.toHaveProperty('forms');
  });

  it('is masked in every form.', () => {
    const body = callback(TEXTS.dotted);
    const { forms, stringToSign } = explain(body, platformKeys.publicKey, true);
    expect(stringToSign).toBe(
      'appId=***&mchOrderNo=***&orderAmt.currency=***&orderAmt.value=***&payStatus=***',
    );
    expect(JSON.stringify(forms)).not.toMatch(/5\.00|USD|A1001/);
  });

  it('that was changed after signing fits no form.', () => {
    const body = callback(TEXTS.java).replace('"5.00"', '"6.00"');
    expect(explain(body)).toMatchObject({
      verified: false,
      problem: expect.stringContaining('The key matches, but the signature covers another text'),
      hints: [],
    });
    expect(explain(body).forms?.some(({ fits }) => fits)).toBe(false);
  });

  it('of another key is named so, once.', () => {
    expect(explain(callback(TEXTS.java), merchantKeys.publicKey)).toMatchObject({
      verified: false,
      problem:
        'The key does not match: another key made the signature, or "sign" was changed in transit.',
      hints: [],
    });
  });

  it('names a mistake together with the form that shows it.', () => {
    const text = plainV2StringToSign({ ...FIELDS, attach: 'null' }, 'java');
    expect(explain(callback(text)).hints).toEqual([
      'In the form "java": The signature matches the string to sign in which null fields are included as "name=null".',
    ]);
  });

  it.each([
    [
      'appId=a1&mchOrderNo=A1001&payStatus=SUCCESS',
      'The signature does not cover the objects inside, and so not the amount: such a message is never accepted.',
    ],
    [
      'appId=a1&mchOrderNo=A1001&orderAmt={currency=USD, value=5.00}&payStatus=SUCCESS',
      'The signature matches the form "java" with the names inside the objects sorted, which this package does not have.',
    ],
    [
      'appId=a1&mchOrderNo=A1001&orderAmt=[object Object]&payStatus=SUCCESS',
      'The signature matches "[object Object]" in place of each object: JavaScript printed them, and the amount is not covered.',
    ],
  ])('that is signed by %s is not verified, and the hint says so.', (text, hint) => {
    expect(explain(callback(text))).toMatchObject({ verified: false, hints: [hint] });
  });

  it('whose text has a second reading is not verified.', () => {
    const fields = { ...FIELDS, attach: 'x&orderAmt=1' };
    const explanation = explain(callback(plainV2StringToSign(fields, 'java'), fields));
    expect(explanation).toMatchObject({
      verified: false,
      problem: expect.stringContaining(
        '"attach" contains "&orderAmt=": the signed text is ambiguous',
      ),
    });
  });

  it('that cannot be signed in a form says why.', () => {
    const fields = { ...FIELDS, orderAmt: { value: '5.00', currency: 'USD', note: 'x' } };
    const { forms } = explain(callback(plainV2StringToSign(fields, 'sorted-json'), fields));
    expect(forms).toContainEqual({
      form: 'lifted',
      fits: false,
      problem:
        'field "orderAmt" cannot be signed in the form "lifted": its field "note" is not documented',
    });
    expect(forms).toContainEqual(expect.objectContaining({ form: 'sorted-json', fits: true }));
  });

  it.each([
    [JSON.stringify(FIELDS), 'The message is not signed'],
    ['<html>', 'The body cannot be verified: it is not JSON'],
    ['{"__proto__":{"a":"b"},"sign":"x"}', 'The body cannot be verified: field "__proto__"'],
  ])('%s is no signed message.', (body, problem) => {
    expect(explain(body)).toMatchObject({
      verified: false,
      problem: expect.stringContaining(problem),
      hints: [],
    });
  });

  it('is not explained as one of API v1 without the option.', () => {
    const { problem } = NewPaySignature.explain(callback(TEXTS.java), {
      platformPublicKey: platformKeys.publicKey,
    });
    expect(problem).toContain('its value is an object or an array');
  });
});
