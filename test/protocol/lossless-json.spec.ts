import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isLosslessNumber,
  parseLosslessObject,
  textOf,
  LosslessJsonError,
} from '../../lib/protocol/json/lossless-json.js';

const parse = (text: string) => parseLosslessObject(Buffer.from(text));

describe('parseLosslessObject', () => {
  it.each(['123.00', '1e5', '-0', '50000.0', '9223372036854775807', '0.10'])(
    'keeps the number %s as it is printed',
    (lexeme) => {
      expect(textOf(parse(`{"n":${lexeme}}`)['n'])).toBe(lexeme);
    },
  );

  it.each([
    ['{"a":1', 'it is not JSON'],
    ['{"a":01}', 'it is not JSON'],
    ['', 'it is not JSON'],
    ['{} {}', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['1.0', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    ['"text"', 'it is not a JSON object'],
    ['true', 'it is not a JSON object'],
    ['{"a":1,"a":2}', 'field "a" appears twice with different values'],
    ['{"a":1,"a":1.0}', 'field "a" appears twice with different values'],
    ['{"a":1,"\\u0061":2}', 'field "a" appears twice with different values'],
    ['{"d":{"a":1,"a":2}}', 'field "a" appears twice with different values'],
    ['['.repeat(100_000), 'it is not JSON'],
    [`{"a":${'{"a":'.repeat(100_000)}`, 'it is not JSON'],
  ])('rejects %s', (text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ name: 'LosslessJsonError', message }),
    );
  });

  it('rejects bytes that are not UTF-8', () => {
    expect(() => parseLosslessObject(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow(
      expect.objectContaining({
        name: 'LosslessJsonError',
        message: 'it is not UTF-8',
        cause: expect.objectContaining({ code: 'ERR_ENCODING_INVALID_ENCODED_DATA' }),
      }),
    );
  });

  it('keeps the reason why a text is not JSON', () => {
    expect(() => parse('{"a":1')).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ name: 'SyntaxError' }) }),
    );
  });

  it.each([
    ['a', 64, 'a'.repeat(64)],
    ['b', 65, `${'b'.repeat(64)}…`],
  ])('quotes a name of %s, %i times, as %s', (letter, length, quoted) => {
    const name = letter.repeat(length);
    expect(() => parse(`{"${name}":1,"${name}":2}`)).toThrow(
      new LosslessJsonError(`field "${quoted}" appears twice with different values`),
    );
  });

  it('ignores a byte order mark', () => {
    expect(parse('\uFEFF{"a":"x"}')).toEqual({ a: 'x' });
  });

  it.each(['1.0', '1'])('distinguishes the number %s from a string', (lexeme) => {
    const { number, text } = parse(`{"number":${lexeme},"text":"${lexeme}"}`);
    expect([number, text].map(isLosslessNumber)).toEqual([true, false]);
  });

  it('parses compact JSON, which takes the fast path, like the same JSON with a space', () => {
    const reading = (text: string) =>
      Object.entries(parse(text)).map(([name, value]) => [
        name,
        isLosslessNumber(value),
        textOf(value),
      ]);
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (fields) => {
        const text = JSON.stringify(fields);
        expect(reading(text)).toEqual(reading(` ${text}`));
      }),
    );
  });

  it.each(['9007199254740993', '9007199254740992', '1.10', '1.1', '1e21', '1e+21', '-0', '0'])(
    'keeps the number %s in compact JSON, whether or not a JS number prints it so',
    (lexeme) => {
      const { d } = parse(`{"d":{"n":${lexeme},"s":"x"},"b":true}`);
      expect(textOf((d as Record<string, unknown>)['n'])).toBe(lexeme);
    },
  );

  it('does not change a prototype', () => {
    const object = parse('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('parses any bytes like JSON.parse, or throws a LosslessJsonError', () => {
    let accepted = 0;
    const cut = fc
      .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3))
      .map(([value, by]) => {
        const text = JSON.stringify(value);
        return Buffer.from(text.slice(0, text.length - Math.max(0, by - 1)));
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), cut), (bytes) => {
        let object: object;
        try {
          object = parseLosslessObject(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(LosslessJsonError);
          return;
        }
        accepted += 1;
        const parsed = JSON.parse(Buffer.from(bytes).toString()) as object;
        expect(Object.keys(object)).toEqual(Object.keys(parsed));
      }),
    );
    expect(accepted).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (fields) => {
        const read = parseLosslessObject(Buffer.from(JSON.stringify(fields)));
        expect(Object.entries(read)).toEqual(Object.entries(JSON.parse(JSON.stringify(fields))));
      }),
    );
  });
});
