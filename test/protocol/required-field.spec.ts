import { describe, expect, it } from '@jest/globals';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { matching, nonEmpty, requiredField } from '../../lib/protocol/v1/field-readers.js';
import { parseLosslessObject } from '../../lib/protocol/json/lossless-json.js';
import { platformKeys } from '../support/keys.js';
import { signText } from '../support/signed-callback.js';

const body = JSON.stringify({ a: 'x', empty: '', sign: signText('a=x&empty=') });
const fields = new SignedMessage(parseLosslessObject(Buffer.from(body))).verify(
  new RsaVerifier([platformKeys.publicKey]),
);

describe('requiredField', () => {
  it('returns the parsed value, also if it is false or empty', () => {
    expect(requiredField(fields, 'a', (text) => `${text}!`)).toBe('x!');
    expect(requiredField(fields, 'a', () => false)).toBe(false);
    expect(requiredField(fields, 'empty', (text) => text)).toBe('');
  });

  it.each([
    ['b', '"b" is missing'],
    ['empty', '"empty" has an invalid value'],
  ])('rejects the field %s: %s', (field, message) => {
    expect(() => requiredField(fields, field, nonEmpty)).toThrow(
      expect.objectContaining({
        code: 'ERR_NEWPAY_VALIDATION',
        message: `The message is not valid: ${message}`,
        fields: [{ field, messages: [message] }],
      }),
    );
  });

  it('does not call the parser for a missing field', () => {
    expect(() => requiredField(fields, 'b', () => 'a value')).toThrow('"b" is missing');
  });
});

describe('The parsers', () => {
  it('accept any non-empty text', () => {
    expect(['x', ' ', '0', ''].map(nonEmpty)).toEqual(['x', ' ', '0', undefined]);
  });

  it('accept texts that match a pattern', () => {
    expect(['12', '123', 'x'].map(matching(/^\d{1,2}$/))).toEqual(['12', undefined, undefined]);
  });
});
