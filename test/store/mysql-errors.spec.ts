import { describe, expect, it } from '@jest/globals';
import { isUnknownSavepoint, withTableAdvice } from '../../lib/mysql/mysql-errors.js';
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
