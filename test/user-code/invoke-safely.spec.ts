import { describe, expect, it } from '@jest/globals';
import { messageOf } from '../../lib/errors/error-message.js';
import { invokeSafely } from '../../lib/user-code/run-user-code.js';

const unprintable = () => Object.create(null) as object;

class ThrowingThenable {
  // oxlint-disable-next-line unicorn/no-thenable -- what a hook may return
  then(): never {
    throw null;
  }
}

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

describe('a function that must not disturb', () => {
  it.each<[string, () => unknown]>([
    [
      'throws null',
      () => {
        throw null;
      },
    ],
    ['rejects with null', () => Promise.reject(null)],
    ['returns a thenable that throws', () => new ThrowingThenable()],
  ])('is told of when it %s', async (_what, call) => {
    const faults: unknown[] = [];
    invokeSafely(call, (fault) => faults.push(fault));
    await new Promise((resolve) => setImmediate(resolve));
    expect(faults).toEqual([null]);
  });

  it('is not waited for when it never settles', () => {
    const faults: unknown[] = [];
    invokeSafely(
      () => new Promise(() => undefined),
      (fault) => faults.push(fault),
    );
    expect(faults).toEqual([]);
  });
});
