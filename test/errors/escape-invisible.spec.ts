import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  cutText,
  visibleLines,
  visibleText,
  withoutFullStop,
} from '../../lib/errors/escape-invisible.js';
import { quoteName } from '../../lib/protocol/json/lossless-json.js';
import { NewPayConfigurationError, NewPayGatewayError } from '../../lib/index.js';

const INVISIBLE: readonly [name: string, character: string, escape: string][] = [
  ['NUL', '\u0000', String.raw`\u{0}`],
  ['line feed', '\n', String.raw`\u{a}`],
  ['carriage return', '\r', String.raw`\u{d}`],
  ['tab', '\t', String.raw`\u{9}`],
  ['ESC', '\u001B', String.raw`\u{1b}`],
  ['DEL', '\u007F', String.raw`\u{7f}`],
  ['next line', '\u0085', String.raw`\u{85}`],
  ['CSI', '\u009B', String.raw`\u{9b}`],
  ['soft hyphen', '\u00AD', String.raw`\u{ad}`],
  ['combining grapheme joiner', '\u034F', String.raw`\u{34f}`],
  ['Arabic letter mark', '\u061C', String.raw`\u{61c}`],
  ['Hangul filler', '\u3164', String.raw`\u{3164}`],
  ['Mongolian vowel separator', '\u180E', String.raw`\u{180e}`],
  ['zero width space', '\u200B', String.raw`\u{200b}`],
  ['zero width joiner', '\u200D', String.raw`\u{200d}`],
  ['right-to-left mark', '\u200F', String.raw`\u{200f}`],
  ['line separator', '\u2028', String.raw`\u{2028}`],
  ['paragraph separator', '\u2029', String.raw`\u{2029}`],
  ['right-to-left override', '\u202E', String.raw`\u{202e}`],
  ['word joiner', '\u2060', String.raw`\u{2060}`],
  ['right-to-left isolate', '\u2067', String.raw`\u{2067}`],
  ['variation selector', '\uFE0F', String.raw`\u{fe0f}`],
  ['byte order mark', '\uFEFF', String.raw`\u{feff}`],
  ['interlinear annotation', '\uFFF9', String.raw`\u{fff9}`],
  ['high surrogate alone', '\uD83C', String.raw`\u{d83c}`],
  ['low surrogate alone', '\uDF70', String.raw`\u{df70}`],
  ['tag', '\u{E0041}', String.raw`\u{e0041}`],
  ['variation selector 17', '\u{E0100}', String.raw`\u{e0100}`],
];

describe('text from outside, made visible', () => {
  it.each(INVISIBLE)('escapes %s', (_name, character, escape) => {
    expect(visibleText(`a${character}b`)).toBe(`a${escape}b`);
    expect(quoteName(`a${character}b`)).toBe(`"a${escape}b"`);
    expect(new NewPayGatewayError('1', `a${character}b`).message).toBe(
      `NewPay refused the request: a${escape}b (code 1)`,
    );
  });

  it.each(['plain', 'ສະບາຍດີ', '支付成功', 'Café ☕🍰', 'a "b" \\ c', ''])(
    'leaves %j as it is',
    (text) => {
      expect(visibleText(text)).toBe(text);
    },
  );

  it('leaves no control, format or separator character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(visibleLines(`${text}\n${text}`).split('\n').length).toBeGreaterThan(1);
      }),
    );
  });

  it('keeps the lines of a stack, and nothing else that is invisible', () => {
    expect(visibleLines('Error: a\u009Bb\n    at c\r\n    at d')).toBe(
      'Error: a\\u{9b}b\n    at c\\u{d}\n    at d',
    );
  });

  it('cuts a long text between characters', () => {
    const cut = [cutText('abc', 3), cutText('abcd', 3), cutText('ab🍰d', 3), cutText('🍰bcd', 3)];
    expect(cut).toEqual(['abc', 'abc…', 'ab…', '🍰b…']);
  });

  it.each([
    ['gone', 'gone'],
    ['Gone away. ', 'Gone away'],
    ['Version 1.2 is gone ...\n', 'Version 1.2 is gone'],
  ])('goes on in another sentence: %j as %j', (sentence, expected) => {
    expect(withoutFullStop(sentence)).toBe(expected);
  });

  it('quotes a name with its quotes and backslashes escaped', () => {
    expect(quoteName('a"b\\c')).toBe(String.raw`"a\"b\\c"`);
  });
});

describe('errors of this package', () => {
  it('keep what NewPay said as a property, and cut and escape it in the message', () => {
    const words = `\u001B[2J${'x'.repeat(5000)}`;
    const error = new NewPayGatewayError('\u202E9', words);
    expect(error.gatewayMessage).toBe(words);
    expect(error.gatewayCode).toBe('\u202E9');
    expect(error.message).toBe(
      `NewPay refused the request: \\u{1b}[2J${'x'.repeat(496)}… (code \\u{202e}9)`,
    );
  });

  it('have visible messages, whoever makes them', () => {
    expect(new NewPayConfigurationError('a\u0007', 'is\u2028b').message).toBe(
      String.raw`NewPay option "a\u{7}" is\u{2028}b`,
    );
  });
});
