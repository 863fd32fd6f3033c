import { describe, expect, it } from '@jest/globals';
import { messageOf } from '../../lib/errors/error-message.js';

const unprintable = () => Object.create(null) as object;

describe('what a thrown value says', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('no'), 'no'],
    ['an error without words', new TypeError(''), 'TypeError'],
    ['an error of another realm', { name: 'Error', message: 'no' }, 'no'],
    [
      'several errors without words',
      new AggregateError([new Error('no'), new Error('never')]),
      'no',
    ],
    ['a text', 'no', 'no'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a number', 5, '5'],
    ['a symbol', Symbol('no'), 'Symbol(no)'],
    ['a message that is no text', { message: 5 }, '[object Object]'],
    ['an object without a prototype', unprintable(), 'something that cannot be shown as text'],
    [
      'a message that throws',
      {
        get message(): string {
          throw new Error('never');
        },
      },
      'something that cannot be shown as text',
    ],
  ])('of %s', (_what, thrown, expected) => {
    expect(messageOf(thrown)).toBe(expected);
  });
});
