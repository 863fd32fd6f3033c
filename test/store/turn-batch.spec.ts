import { beforeEach, describe, expect, it } from '@jest/globals';
import { TurnBatch } from '../../lib/store/turn-batch.js';

interface Call {
  readonly key: string;
}

/** What was made, call by call and together. */
let made: string[];
let fault: Error | undefined;
let batch: TurnBatch<Call, string>;

beforeEach(() => {
  made = [];
  fault = undefined;
  batch = new TurnBatch<Call, string>({
    one: async ({ key }) => {
      made.push(key);
      if (key === 'bad') {
        throw new Error('one of them is wrong');
      }
      return `${key} alone`;
    },
    all: async (calls) => {
      made.push(calls.map(({ key }) => key).join('+'));
      if (fault) {
        throw fault;
      }
      return calls.map(({ key }) => `${key} together`);
    },
  });
});

const add = (...keys: string[]) => Promise.all(keys.map((key) => batch.add({ key })));

describe('The calls of one turn of the event loop', () => {
  it('They are made together, and each gets its own answer.', async () => {
    expect(await add('a', 'b', 'c')).toEqual(['a together', 'b together', 'c together']);
    expect(await add('d', 'e')).toEqual(['d together', 'e together']);
    expect(made).toEqual(['a+b+c', 'd+e']);
  });

  it('A single one is made alone.', async () => {
    expect(await add('a')).toEqual(['a alone']);
    expect(made).toEqual(['a']);
  });

  it('No key is there twice.', async () => {
    expect(await add('a', 'b', 'a', 'a', 'b')).toEqual([
      'a together',
      'b together',
      'a together',
      'a alone',
      'b together',
    ]);
    expect(made).toEqual(['a+b', 'a+b', 'a']);
  });

  it('At most fifty are made together.', async () => {
    await add(...Array.from({ length: 101 }, (_, i) => `k${i}`));
    expect(made.map((keys) => keys.split('+').length)).toEqual([50, 50, 1]);
  });

  it('If they fail, each is made again alone, and only the wrong one fails.', async () => {
    fault = new Error('one of them is wrong');
    const settled = await Promise.allSettled(['a', 'bad', 'c'].map((key) => batch.add({ key })));
    expect(settled).toEqual([
      { status: 'fulfilled', value: 'a alone' },
      { status: 'rejected', reason: fault },
      { status: 'fulfilled', value: 'c alone' },
    ]);
    expect(made).toEqual(['a+bad+c', 'a', 'bad', 'c']);
  });
});
