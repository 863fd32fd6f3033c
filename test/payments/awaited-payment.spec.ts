import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import {
  AwaitedPayment,
  type FinalPayment,
  type PaymentSources,
} from '../../lib/payments/awaited-payment.js';

const HOUR = 3_600_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

function awaited(sources: Partial<PaymentSources<FinalPayment>> = {}) {
  const begin = performance.now();
  /** When the queries were made, in milliseconds from the begin. */
  const times: number[] = [];
  const forget = jest.fn();
  const payment = new AwaitedPayment<FinalPayment>('A1001', {
    query: async () => {
      times.push(performance.now() - begin);
      return undefined;
    },
    publish: async () => undefined,
    handledRank: async () => 0,
    forget,
    ...sources,
  });
  return { payment, times, forget };
}

it('The pauses between queries grow to ten seconds.', async () => {
  const { payment, times } = awaited();
  const wait = payment.wait({ within: 50_000 });
  await jest.advanceTimersByTimeAsync(50_000);
  expect((await wait).status).toBe('processing');
  expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000, 25_000, 35_000, 45_000]);
});

it('The pace outlives the waits, and is forgotten twenty seconds after the last one.', async () => {
  const { payment, times, forget } = awaited();
  for (let i = 0; i < 20; i += 1) {
    const wait = payment.wait({ within: 900 });
    await jest.advanceTimersByTimeAsync(1_000);
    await wait;
  }
  expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  await jest.advanceTimersByTimeAsync(19_800);
  expect(forget).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(200);
  expect(forget).toHaveBeenCalledTimes(1);
});

it('What was handled before the wait makes no query; what is handled in it makes one.', async () => {
  let rank = 1;
  const { payment, times } = awaited({ handledRank: async () => rank });
  const wait = payment.wait({ within: 10_000 });
  await jest.advanceTimersByTimeAsync(4_200);
  expect(times).toEqual([0, 1_000, 3_000]);
  rank = 3;
  await jest.advanceTimersByTimeAsync(500);
  expect(times).toEqual([0, 1_000, 3_000, 4_500]);
  await jest.advanceTimersByTimeAsync(5_300);
  await wait;
});

it('A store that fails makes no query, also not when it answers again.', async () => {
  let rank: number | undefined;
  const { payment, times } = awaited({
    handledRank: async () => {
      if (rank === undefined) {
        throw new Error('out of reach');
      }
      return rank;
    },
  });
  const wait = payment.wait({ within: 6_000 });
  await jest.advanceTimersByTimeAsync(4_000);
  rank = 3;
  await jest.advanceTimersByTimeAsync(2_000);
  await wait;
  expect(times).toEqual([0, 1_000, 3_000]);
});

it('Nothing runs when nobody waits.', async () => {
  const { payment, times } = awaited();
  const wait = payment.wait({ within: 500 });
  await jest.advanceTimersByTimeAsync(500);
  await wait;
  await jest.advanceTimersByTimeAsync(HOUR);
  expect(times).toEqual([0]);
  expect(jest.getTimerCount()).toBe(0);
});

it('A store that fails for a moment does not hide what is handled after it.', async () => {
  let rank: number | undefined = 0;
  const { payment, times } = awaited({
    handledRank: async () => rank ?? Promise.reject(new Error('out of reach')),
  });
  const wait = payment.wait({ within: 10_000 });
  await jest.advanceTimersByTimeAsync(3_200);
  rank = undefined;
  await jest.advanceTimersByTimeAsync(1_000);
  rank = 1;
  await jest.advanceTimersByTimeAsync(500);
  expect(times).toEqual([0, 1_000, 3_000, 4_500]);
  await jest.advanceTimersByTimeAsync(5_300);
  await wait;
});

it('A query that takes long does not delay the next one.', async () => {
  const begin = performance.now();
  const times: number[] = [];
  const { payment } = awaited({
    query: async () => {
      times.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return undefined;
    },
  });
  const wait = payment.wait({ within: 2_000 });
  await jest.advanceTimersByTimeAsync(2_000);
  await wait;
  expect(times).toEqual([0, 1_000]);
});

it('A failure that a callback reports is queried at once.', async () => {
  const { payment, times } = awaited();
  const wait = payment.wait({ within: 10_000 });
  await jest.advanceTimersByTimeAsync(1_100);
  payment.announce({ orderNo: 'A1001', status: 'failed' });
  await jest.advanceTimersByTimeAsync(1);
  expect(times).toEqual([0, 1_000, 1_100]);
  expect((await wait).status).toBe('failed');
});

it('A failure that was reported while nobody waited is no answer: it may have been paid since.', async () => {
  const { payment } = awaited();
  payment.announce({ orderNo: 'A1001', status: 'failed' });
  const wait = payment.wait({ within: 100 });
  await jest.advanceTimersByTimeAsync(100);
  expect((await wait).status).toBe('processing');
});

it('Who leaves aborts no query that somebody else waits for, and listens to no signal any more.', async () => {
  const abort = new AbortController();
  let signalOfQuery: AbortSignal | undefined;
  const { payment } = awaited({
    query: ({ signal }) => {
      signalOfQuery = signal;
      return new Promise(() => undefined);
    },
  });
  const others = payment.wait({ within: 5_000 });
  const left = payment.wait({ within: 5_000, signal: abort.signal });
  void Promise.resolve().then(() => abort.abort());
  await expect(left).rejects.toMatchObject({ code: 'ERR_NEWPAY_TRANSPORT' });
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  expect(signalOfQuery?.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(5_000);
  await others;
  expect(signalOfQuery?.aborted).toBe(true);
});

it('The first who waits says how long a query may take.', async () => {
  const timeouts: unknown[] = [];
  const { payment } = awaited({
    query: async ({ timeout }) => {
      timeouts.push(timeout);
      return undefined;
    },
  });
  const waits = [
    payment.wait({ within: 2_000, timeout: 700 }),
    payment.wait({ within: 2_000, timeout: 9_000 }),
  ];
  await jest.advanceTimersByTimeAsync(2_000);
  await Promise.all(waits);
  expect(timeouts).toEqual([700, 700]);
});
