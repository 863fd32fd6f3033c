import { describe, expect, it } from '@jest/globals';
import { bytesAsText } from '../../lib/store/decode-bytes.js';
import { finishedFrom, finishedText } from '../../lib/store/finished-listeners-text.js';
import { quoteAnswer } from '../../lib/store/quote-reply.js';
import { hasMethod } from '../../lib/store/sql/has-method.js';

const cycle: unknown[] = [];
cycle.push(cycle);

describe('An answer in an error message', () => {
  it.each<[string, unknown, string]>([
    ['a text', 'OK', '"OK"'],
    ['a number', 1.5, '1.5'],
    ['a list', ['claimed', null], '["claimed",null]'],
    ['a big number', 7n, '"7n"'],
    ['big numbers in an object', { rank: 3n }, '{"rank":"3n"}'],
    ['bytes', Buffer.from('QUEUED'), '"QUEUED"'],
    ['bytes in a list', [new TextEncoder().encode('ກີບ'), 1], '["ກີບ",1]'],
    ['nothing', undefined, 'undefined'],
    ['a function', Object.assign(() => 1, { toString: () => 'f' }), 'f'],
    ['a symbol', Symbol('answer'), 'Symbol(answer)'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['a circle', cycle, '[object]'],
    [
      'what cannot be shown',
      {
        toJSON() {
          throw new Error('no');
        },
      },
      '[object]',
    ],
    ['64 characters', 'x'.repeat(62), `"${'x'.repeat(62)}"`],
    ['65 characters', 'x'.repeat(63), `"${'x'.repeat(63)}…`],
  ])('is quoted: %s', (_what, answer, quoted) => {
    expect(quoteAnswer(answer)).toBe(quoted);
  });
});

it('Bytes are a text, also those within a larger memory, and nothing else is changed.', () => {
  const memory = Buffer.from('<ກີບ>');
  const part = new Uint8Array(memory.buffer, memory.byteOffset + 1, memory.byteLength - 2);
  expect(bytesAsText(part)).toBe('ກີບ');
  expect(bytesAsText(new DataView(part.buffer, part.byteOffset, part.byteLength))).toBe('ກີບ');
  const other = {};
  expect(bytesAsText(other)).toBe(other);
  expect(bytesAsText('text')).toBe('text');
});

describe('The finished listeners', () => {
  it('are the same after they were a text.', () => {
    for (const names of [[], ['ship'], ['ກີບ.ship', 'a"b']]) {
      expect(finishedFrom(finishedText(names))).toEqual(names);
    }
  });

  it.each(['', 'ship', '{"0":"ship"}', '"ship"', '[1]', '["ship",null]', 'null', '["ship"'])(
    'are not read from %j.',
    (text) => {
      expect(finishedFrom(text)).toBeUndefined();
    },
  );
});

it.each<[unknown, boolean]>([
  [{ query: () => undefined }, true],
  [Object.assign(() => undefined, { query: () => undefined }), true],
  [{ query: 'text' }, false],
  [{}, false],
  [() => undefined, false],
  [null, false],
  [undefined, false],
  ['text', false],
])('Whether %p has a method query: %p.', (client, has) => {
  expect(hasMethod(client, 'query')).toBe(has);
});

it('A text is no client, whatever methods it has.', () => {
  expect(hasMethod('text', 'at')).toBe(false);
});
