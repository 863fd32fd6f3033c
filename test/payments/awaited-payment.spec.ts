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
