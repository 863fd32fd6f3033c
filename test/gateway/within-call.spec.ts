import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withinCall } from '../../lib/gateway/within-call.js';

describe('Work within a call', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each<[string, () => Promise<string>]>([
    ['has an answer', async () => 'stored'],
    ['fails', () => Promise.reject(new Error('away'))],
  ])('leaves no timer and no listener behind when it %s.', async (_what, work) => {
    const { signal } = new AbortController();
    const working = withinCall({ signal, timeout: 10_000 }, work);
    expect([jest.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([1, 1]);

    await Promise.allSettled([working]);
    expect([jest.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });
});
