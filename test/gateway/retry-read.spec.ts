import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { NoAnswerError } from '../../lib/gateway/gateway-client.js';
import { GatewayFaultError } from '../../lib/protocol/v1/answer.js';
import { retryRead } from '../../lib/gateway/retry-read.js';
import { NewPayTransportError } from '../../lib/index.js';

describe('retryRead', () => {
  it('repeats until the deadline', async () => {
    let attempts = 0;
    const attempt = () => {
      attempts++;
      return Promise.reject(new NoAnswerError('reset'));
    };
    const begin = performance.now();
    await expect(retryRead(attempt, AbortSignal.timeout(500))).rejects.toThrow('reset');
    expect(performance.now() - begin).toBeGreaterThan(490);
    expect(attempts).toBeGreaterThan(1);
  });

  describe('when the deadline cut the last attempt short', () => {
    /** Fails as told: the first time at once, then when the time is over. */
    const failing = (faults: Error[], deadline: AbortSignal) => {
      let attempts = 0;
      return async () => {
        const fault = faults[attempts++];
        if (attempts === faults.length) {
          await once(deadline, 'abort');
        }
        throw fault;
      };
    };
    const unreached = (reason: string) => new NewPayTransportError(reason);

    it.each<[what: string, faults: Error[], told: string]>([
      ['the only one', [new NoAnswerError('late')], 'late'],
      [
        'after an answer of no use',
        [new GatewayFaultError('HTTP 500'), new NoAnswerError('late')],
        'HTTP 500',
      ],
      [
        'after an answer of no use, unreached',
        [new GatewayFaultError('HTTP 500'), unreached('late')],
        'HTTP 500',
      ],
      ['after one that was not sent, either', [unreached('refused'), unreached('late')], 'refused'],
      [
        'after one that was not sent, itself sent',
        [unreached('refused'), new NoAnswerError('late')],
        'late',
      ],
    ])('%s: tells what failed', async (_what, faults, told) => {
      const deadline = AbortSignal.timeout(600);
      await expect(retryRead(failing(faults, deadline), deadline)).rejects.toThrow(told);
    });
  });

  it('passes on at once what is no network fault', async () => {
    let attempts = 0;
    const attempt = () => {
      attempts++;
      return Promise.reject(new Error('no'));
    };
    await expect(retryRead(attempt, AbortSignal.timeout(500))).rejects.toThrow('no');
    expect(attempts).toBe(1);
  });
});
