/** @needs redis */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { MemoryCallbackStore, type NewPayCallbackStore } from '../../lib/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import {
  StoreUnavailableError,
  StrictCallbackStore,
} from '../../lib/store/strict-callback-store.js';
import { QueryRate } from '../../lib/watch/query-rate.js';
import { redisUrl } from '../support/services.js';

const redis = new Redis(redisUrl);
afterAll(() => redis.quit());

const logger = new Logger('QueryRate');
const rateOver = (store: NewPayCallbackStore, perSecond = 5, scope = ':app') =>
  new QueryRate(new StrictCallbackStore(store), scope, perSecond, logger);

/** When each of many queries was let through, though all wanted to be made at once. */
async function timesOf(rates: readonly QueryRate[], queries: number): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: queries }, async (_, i) => {
      for (;;) {
        const wait = await rates[i % rates.length]!.waitingTime();
        if (wait === 0) {
          times.push(performance.now());
          return;
        }
        await pause(wait);
      }
    }),
  );
  return times.toSorted((a, b) => a - b);
}

/** The largest number of queries in any second; timers of Node may fire a millisecond early. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(
    ...times.map((begin) => times.filter((at) => at >= begin && at < begin + 990).length),
  );
}

describe('The limit of queries', () => {
  it('No more than so many are made in any second, and as many as that are.', async () => {
    const begin = performance.now();
    const times = await timesOf([rateOver(new MemoryCallbackStore(), 10)], 40);
    expect(busiestSecond(times)).toBeLessThanOrEqual(10);
    expect(performance.now() - begin).toBeLessThan(9_000);
  });

  it('Two processes that share a store share the limit.', async () => {
    const prefix = `watch-rate:${randomUUID()}:`;
    const rates = [0, 1].map(() => rateOver(new RedisCallbackStore(redis, { prefix })));
    expect(busiestSecond(await timesOf(rates, 16))).toBeLessThanOrEqual(5);
  });

  it('Two merchants that share a store have a limit each.', async () => {
    const store = new MemoryCallbackStore();
    const [one, other] = [rateOver(store, 1, 'one:app'), rateOver(store, 1, 'other:app')];
    expect(await one.waitingTime()).toBe(0);
    expect(await other.waitingTime()).toBe(0);
    expect(await one.waitingTime()).toBeGreaterThan(0);
  });

  it('Those that are put off come back one after the other.', async () => {
    const rate = rateOver(new MemoryCallbackStore(), 1);
    expect(await rate.waitingTime()).toBe(0);
    const waits = [await rate.waitingTime(), await rate.waitingTime(), await rate.waitingTime()];
    expect(waits[0]).toBeGreaterThanOrEqual(500);
    expect(waits[1]! - waits[0]!).toBeGreaterThanOrEqual(900);
    expect(waits[2]! - waits[1]!).toBeGreaterThanOrEqual(900);
  });

  it('A store that cannot be reached lets no query through.', async () => {
    const store = new MemoryCallbackStore();
    store.claim = () => Promise.reject(new Error('gone'));
    const rate = rateOver(store, 1);
    await expect(rate.waitingTime()).rejects.toThrow(StoreUnavailableError);
    // The slot is not lost.
    store.claim = async () => ({ outcome: 'claimed', token: 'T' });
    expect(await rate.waitingTime()).toBe(0);
  });

  it('A slot that cannot be released is told, and asked for again.', async () => {
    const store = new MemoryCallbackStore();
    store.release = () => Promise.reject(new Error('gone'));
    const warnings: unknown[] = [];
    const telling = new Logger('QueryRate');
    telling.warn = (message: unknown) => void warnings.push(message);
    const rate = new QueryRate(new StrictCallbackStore(store), ':app', 1, telling);
    jest.useFakeTimers();
    try {
      expect(await rate.waitingTime()).toBe(0);
      await jest.advanceTimersByTimeAsync(1_000);
    } finally {
      jest.useRealTimers();
    }

    expect(warnings).toEqual([
      'A slot for queries could not be released: the store cannot be reached: gone',
    ]);
    store.claim = async () => ({ outcome: 'claimed', token: 'T' });
    expect(await rate.waitingTime()).toBe(0);
  });
});
