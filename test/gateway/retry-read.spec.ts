import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { NoAnswerError } from '../../lib/gateway/gateway-client.js';
import { retryRead } from '../../lib/gateway/retry-read.js';

describe('retryRead', () => {
  it('has one deadline for all attempts', async () => {
    const deadlines = new Set<AbortSignal>();
    let attempts = 0;
    const attempt = (deadline: AbortSignal) => {
      attempts++;
      deadlines.add(deadline);
      return Promise.reject(new NoAnswerError('reset'));
    };
    await expect(retryRead(attempt, 500)).rejects.toThrow('reset');
    expect(attempts).toBeGreaterThan(1);
    expect(deadlines.size).toBe(1);
  });

  it('tells of the fault before the attempt that the deadline cut short', async () => {
    let attempts = 0;
    const attempt = async (deadline: AbortSignal) => {
      attempts++;
      if (attempts === 1) {
        throw new NoAnswerError('refused');
      }
      await once(deadline, 'abort');
      throw new NoAnswerError('no answer');
    };
    await expect(retryRead(attempt, 500)).rejects.toThrow('refused');
    expect(attempts).toBe(2);
  });

  it('tells that there was no answer when the only attempt was cut short', async () => {
    const attempt = async (deadline: AbortSignal) => {
      await once(deadline, 'abort');
      throw new NoAnswerError('no answer');
    };
    await expect(retryRead(attempt, 20)).rejects.toThrow('no answer');
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
