import { describe, expect, it } from '@jest/globals';
import {
  isMissingTable,
  isUnknownSavepoint,
  withTableAdvice,
} from '../../lib/mysql/mysql-errors.js';
import { UNREADABLE } from '../support/unreadable-values.js';

describe('A fault of a MySQL client that throws when it is looked at', () => {
  it.each(UNREADABLE)('has no code, and is passed on as it is: %s.', async (_what, fault) => {
    let passedOn: unknown;
    await withTableAdvice(() => Promise.reject(fault)).catch((error: unknown) => {
      passedOn = error;
    });

    // Not by toBe(), which would look at it.
    expect(Object.is(passedOn, fault)).toBe(true);
    expect(isUnknownSavepoint(fault)).toBe(false);
    expect(isUnknownSavepoint({ code: 'ER_SP_DOES_NOT_EXIST', cause: fault })).toBe(true);
  });
});

describe('The code of an error of MySQL', () => {
  const missing = { code: 'ER_NO_SUCH_TABLE' };
  /** As libraries wrap it, each in an error of its own. */
  const wrapped = (depth: number): object =>
    depth === 0 ? missing : { code: 'P2010', cause: wrapped(depth - 1) };

  it.each(['driverError', 'original', 'parent', 'cause'])('is found in %s.', (name) => {
    expect(isMissingTable({ [name]: missing })).toBe(true);
  });

  it('is found five errors deep, and no deeper.', () => {
    expect([0, 5, 6].map((depth) => isMissingTable(wrapped(depth)))).toEqual([true, true, false]);
  });

  it('is looked for with an end in an error that is its own cause.', () => {
    const error = { code: 'ER_DUP_ENTRY', cause: {} };
    error.cause = error;
    expect(isMissingTable(error)).toBe(false);
  });

  it('is none in what is no error.', () => {
    expect([undefined, null, 'ER_NO_SUCH_TABLE', 7].map(isMissingTable)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
