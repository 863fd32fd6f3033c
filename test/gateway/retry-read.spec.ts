import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadline } from '../../lib/gateway/call-options.js';
import { retryRead } from '../../lib/gateway/retry-read.js';
import { CallFailure } from '../../lib/protocol/call-failure.js';

const TIMEOUT = 10_000;

const unreached = (message: string) => new CallFailure('not-sent', message);
const unanswered = (message: string) => new CallFailure('no-answer', message);
const fault = new CallFailure('gateway-fault', 'HTTP 500');

let deadline: Deadline;

beforeEach(() => {
  jest.useFakeTimers();
  deadline = new Deadline(TIMEOUT);
});

afterEach(() => {
  deadline.clear();
  jest.useRealTimers();
});

/** The message of what the read throws in the end, while the clock runs on. */
async function failureOf(attempt: () => Promise<unknown>): Promise<string> {
  const failure = retryRead(attempt, deadline).then(
    () => 'no failure',
    (error: Error) => error.message,
  );
  await jest.advanceTimersByTimeAsync(TIMEOUT);
  return failure;
}

describe('retryRead', () => {
  it.each([unreached('refused'), unanswered('reset'), fault])(
    'A read is retried until the deadline after the failure "$message".',
    async (failure) => {
      const attempt = jest.fn(() => Promise.reject(failure));

      expect(await failureOf(attempt)).toBe(failure.message);
      expect(deadline.isOver).toBe(true);
      expect(attempt.mock.calls.length).toBeGreaterThan(3);
    },
  );

  it('A read that succeeds on a later attempt returns its answer.', async () => {
    let attempts = 0;
    const read = retryRead(
      () => (++attempts < 3 ? Promise.reject(fault) : Promise.resolve('answer')),
      deadline,
    );
    await jest.advanceTimersByTimeAsync(TIMEOUT);
    expect(await read).toBe('answer');
    expect(attempts).toBe(3);
  });

  it('The pauses between attempts grow exponentially.', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(1);
    try {
      const begin = Date.now();
      const begins: number[] = [];
      await failureOf(() => {
        begins.push(Date.now() - begin);
        return Promise.reject(fault);
      });
      expect(begins).toEqual([0, 200, 600, 1_400, 3_000, 6_200]);
    } finally {
      random.mockRestore();
    }
  });

  it.each([new CallFailure('untrustworthy', 'not JSON'), new Error('no')])(
    'A read is not retried after "$message", which is no network failure.',
    async (failure) => {
      const attempt = jest.fn(() => Promise.reject(failure));

      expect(await failureOf(attempt)).toBe(failure.message);
      expect(attempt).toHaveBeenCalledTimes(1);
    },
  );

  describe('when the deadline ends the last attempt', () => {
    /** Fails with each in turn: with the last when the time is over, with the others at once. */
    const failingWith = (failures: readonly Error[]) => {
      let attempts = 0;
      return async () => {
        const failure = failures[attempts++];
        if (attempts === failures.length) {
          await once(deadline.createSignal(), 'abort');
        }
        throw failure;
      };
    };

    it.each<[what: string, failures: Error[], reported: string]>([
      ['the only attempt', [unanswered('late')], 'late'],
      ['a gateway fault before no answer', [fault, unanswered('late')], 'HTTP 500'],
      ['a gateway fault before nothing sent', [fault, unreached('late')], 'HTTP 500'],
      ['nothing sent, twice', [unreached('refused'), unreached('late')], 'refused'],
      ['nothing sent before no answer', [unreached('refused'), unanswered('late')], 'late'],
    ])('The real cause is reported: %s.', async (_what, failures, reported) => {
      expect(await failureOf(failingWith(failures))).toBe(reported);
    });
  });
});
