import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { retryConflicts } from '../../lib/store/sql/retry-conflicts.js';
import {
  hasWrongNumberOfValues,
  isAborted,
  isConflict,
  sqlStatesOf,
} from '../../lib/store/sql/sql-state.js';
import { rejection } from '../support/rejection.js';
import { UNREADABLE } from '../support/unreadable-values.js';

class Conflict extends Error {
  readonly code = '40001';
}

describe('A statement that has lost a conflict', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is sent eight times, after pauses that are longer each time, and are half of the longest on average.', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const pauses: number[] = [];
    const faults: Conflict[] = [];
    const failed = await rejection(
      retryConflicts(
        () => {
          faults.push(new Conflict());
          return Promise.reject(faults.at(-1));
        },
        async (milliseconds) => void pauses.push(milliseconds),
      ),
      Conflict,
    );

    expect(pauses).toEqual([4, 8, 16, 32, 50, 50, 50]);
    expect(faults).toHaveLength(8);
    expect(failed).toBe(faults[7]);
  });

  it('has the answer of the attempt that has won.', async () => {
    const answers = [new Conflict(), new Conflict(), 'won'];
    const run = async () => {
      const answer = answers.shift();
      if (typeof answer !== 'string') {
        throw answer;
      }
      return answer;
    };

    expect(await retryConflicts(run)).toBe('won');
    expect(answers).toEqual([]);
  });

  it('is not sent again for another error.', async () => {
    let attempts = 0;
    const away = new Error('connection refused');
    const run = () => {
      attempts++;
      return Promise.reject(away);
    };

    expect(await rejection(retryConflicts(run), Error)).toBe(away);
    expect(attempts).toBe(1);
  });
});

/** An error in so many others. */
const wrapped = (times: number, by: string, inner: object): object =>
  times === 0 ? inner : { [by]: wrapped(times - 1, by, inner) };

const WRAPPERS = ['driverError', 'original', 'parent', 'cause', 'meta', 'driverAdapterError'];

describe('The SQLSTATE of an error', () => {
  it.each(['code', 'originalCode', 'sqlState'])('is its %s.', (name) => {
    expect(sqlStatesOf({ [name]: '40P01' })).toEqual(['40P01']);
    expect(isConflict({ [name]: '40P01' })).toBe(true);
  });

  it.each(WRAPPERS)('is found in the property %s, up to five errors deep.', (by) => {
    expect(sqlStatesOf(wrapped(1, by, { code: '23505' }))).toEqual(['23505']);
    expect(sqlStatesOf(wrapped(5, by, { code: '23505' }))).toEqual(['23505']);
    expect(sqlStatesOf(wrapped(6, by, { code: '23505' }))).toEqual([]);
  });

  it('is found in an error that has itself as its cause.', () => {
    const error = Object.assign(new Error('refused'), { code: '40001' });
    expect(new Set(sqlStatesOf(Object.assign(error, { cause: error })))).toEqual(
      new Set(['40001']),
    );
  });

  it.each([
    { code: 'ER_LOCK_DEADLOCK' },
    { code: '4000' },
    { code: '400010' },
    { code: 'x40001' },
    { code: '40p01' },
    { code: 40_001 },
    { code: ['40001'] },
    { code: null },
    { state: '40001' },
    {},
    null,
    undefined,
    '40001',
    Object.assign(() => undefined, { code: '40001' }),
  ])('is nothing in %p.', (error) => {
    expect(sqlStatesOf(error)).toEqual([]);
    expect(isConflict(error)).toBe(false);
    expect(isAborted(error)).toBe(false);
  });

  it.each(UNREADABLE)('is nothing in %s, also as the cause of another.', (_what, error) => {
    expect(sqlStatesOf(error)).toEqual([]);
    expect(sqlStatesOf({ code: '40001', cause: error })).toEqual(['40001']);
    expect(hasWrongNumberOfValues(error)).toBe(false);
  });

  it.each<[string, boolean, boolean]>([
    ['40001', true, false],
    ['40P01', true, false],
    ['P2034', true, false],
    ['40002', false, false],
    ['25P02', false, true],
    ['25P01', false, false],
  ])('%s: a conflict %p, an aborted transaction %p.', (code, conflicts, aborts) => {
    expect(isConflict({ code: 'P2010', meta: { code } })).toBe(conflicts);
    expect(isAborted({ code: 'P2010', meta: { code } })).toBe(aborts);
  });
});
