import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { invokeSafely, withTimeout } from '../../lib/user-code/run-user-code.js';

const never = new Promise<never>(() => undefined);

describe('withTimeout', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('settles as the answer does, and leaves no timer behind', async () => {
    const later = () => new Promise<void>((resolve) => void setImmediate(resolve));
    expect(await withTimeout(later().then(() => 7))).toBe(7);
    const fault = new Error('no connection');
    await expect(withTimeout(later().then(() => Promise.reject(fault)))).rejects.toBe(fault);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('starts no timer for an answer that is there already', async () => {
    const setTimeout = jest.spyOn(globalThis, 'setTimeout');
    expect(await withTimeout(Promise.resolve(7))).toBe(7);
    expect(await withTimeout(7)).toBe(7);
    await expect(withTimeout(Promise.reject(new Error('at once')))).rejects.toThrow('at once');
    await new Promise<void>((resolve) => void setImmediate(resolve));
    expect(setTimeout).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    { timeout: 5_000, by: 'default', wait: () => withTimeout(never) },
    { timeout: 20, by: 'its parameter', wait: () => withTimeout(never, 20) },
  ])('waits $timeout ms for an answer, by $by', async ({ timeout, wait }) => {
    const failed = jest.fn();
    void wait().catch(failed);
    await jest.advanceTimersByTimeAsync(timeout - 1);
    expect(failed).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(failed).toHaveBeenCalledWith(new Error(`no answer within ${timeout} ms`));
  });
});

class ThrowingThenable {
  // oxlint-disable-next-line unicorn/no-thenable -- what a hook may return
  then(): never {
    throw null;
  }
}

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
