import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withDeadline } from '../../lib/gateway/with-deadline.js';

describe('withDeadline', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('aborts the signal when the time is over', async () => {
    let signal: AbortSignal | undefined;
    const work = withDeadline(20, (deadline) => {
      signal = deadline;
      return new Promise<string>((resolve) => {
        deadline.addEventListener('abort', () => resolve('cut short'));
      });
    });
    await jest.advanceTimersByTimeAsync(19);
    expect(signal?.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await work).toBe('cut short');
  });

  it('ends as the work does, and leaves no timer behind', async () => {
    expect(await withDeadline(20, () => Promise.resolve(7))).toBe(7);
    const fault = new Error('no');
    await expect(withDeadline(20, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(jest.getTimerCount()).toBe(0);
  });
});
