import { describe, expect, it } from '@jest/globals';
import { NoAnswerError } from '../../lib/gateway/gateway-client.js';
import { retryRead } from '../../lib/gateway/retry-read.js';

describe('retryRead', () => {
  it('tells each attempt how much time is left, never more than before', async () => {
    const left: number[] = [];
    const attempt = (timeLeft: number) => {
      left.push(timeLeft);
      return Promise.reject(new NoAnswerError('reset'));
    };
    await expect(retryRead(attempt, 500)).rejects.toThrow('reset');
    expect(left[0]).toBeLessThanOrEqual(500);
    expect(left.length).toBeGreaterThan(1);
    expect(left).toEqual([...left].sort((a, b) => b - a));
  });

  it('passes on at once what is no network fault', async () => {
    let attempts = 0;
    const attempt = () => {
      attempts++;
      return Promise.reject(new Error('no'));
    };
    await expect(retryRead(attempt, 500)).rejects.toThrow('no');
    expect(attempts).toBe(1);
  });
});
