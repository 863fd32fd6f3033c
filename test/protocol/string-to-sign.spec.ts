import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringToSignOf, stringToSign } from '../../lib/protocol/signature/string-to-sign.js';

const NAMES = fc.oneof(
  fc.constantFrom('sign', 'b', 'a', 'Z', '_', '10', '9', 'orderNo'),
  fc.string(),
);
const VALUES = fc.oneof(fc.string(), fc.integer(), fc.constant(undefined));

it('The string to sign of fields is that of their texts, without those that are undefined.', () => {
  fc.assert(
    fc.property(fc.dictionary(NAMES, VALUES), (fields) => {
      const texts = Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]): [string, string] => [name, String(value)]);
      expect(stringToSignOf(fields)).toBe(stringToSign(new Map(texts)));
    }),
  );
});

it('The same names with other values, and other names after them, have strings of their own.', () => {
  expect(stringToSignOf({ b: '1', a: 2 })).toBe('a=2&b=1');
  expect(stringToSignOf({ b: '', a: 3 })).toBe('a=3&b=');
  expect(stringToSignOf({ b: undefined, a: 3 })).toBe('a=3');
  expect(stringToSignOf({ b: '1', c: 2 })).toBe('b=1&c=2');
  expect(stringToSignOf({ b: '1' })).toBe('b=1');
  expect(stringToSignOf({})).toBe('');
});
