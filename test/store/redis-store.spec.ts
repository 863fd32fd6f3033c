/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { RedisCallbackStore, type NewPayRedisClient } from '../../lib/redis/index.js';
import { redisUrl } from '../support/services.js';
import { until } from '../support/until.js';

const ioredis = new Redis(redisUrl, { lazyConnect: true });
const nodeRedis = createClient({ url: redisUrl });
const prefix = `test:${randomUUID()}:`;
let key: string;

beforeAll(async () => {
  await ioredis.connect();
  await nodeRedis.connect();
});

beforeEach(() => {
  key = randomUUID();
});

afterAll(async () => {
  await ioredis.del('none', ...(await ioredis.keys(`${prefix}*`)));
  await ioredis.quit();
  await nodeRedis.close();
});

describe.each<[string, NewPayRedisClient]>([
  ['ioredis', ioredis],
  ['redis', nodeRedis],
])('RedisCallbackStore with %s', (_library, client) => {
  const store = new RedisCallbackStore(client, { prefix, lease: 5_000, retention: 60_000 });

  async function claimed(rank = 3): Promise<string> {
    const claim = await store.claim(key, rank);
    expect(claim).toMatchObject({ outcome: 'claimed' });
    return claim.outcome === 'claimed' ? claim.token : '';
  }

  it('records what was completed, and answers it from then on', async () => {
    expect(await store.find(key)).toBeUndefined();
    const token = await claimed();
    expect(await store.claim(key, 3)).toEqual({ outcome: 'busy' });
    expect(await store.find(key)).toBeUndefined();
    expect(await store.renew(key, token, ['ship'])).toBe(true);
    expect(await store.complete(key, 3, token, 'N1', '50000')).toBe(true);

    const handled = { rank: 3, reference: 'N1', orderAmt: '50000' };
    expect(await store.find(key)).toEqual(handled);
    expect(await store.claim(key, 3)).toEqual({ outcome: 'handled', ...handled });
    expect(await store.renew(key, token, [])).toBe(false);
    expect(await store.complete(key, 3, 'other', 'N2')).toBe(false);
  });

  it('records a completion without an amount', async () => {
    expect(await store.complete(key, 3, await claimed(), 'N1')).toBe(true);
    expect(await store.find(key)).toEqual({ rank: 3, reference: 'N1', orderAmt: undefined });
  });

  it('keeps the finished listeners of a claim that was released, unless others are named', async () => {
    const first = await claimed();
    await store.renew(key, first, ['ship']);
    await store.release(key, first);
    const second = await store.claim(key, 3);
    expect(second).toMatchObject({ outcome: 'claimed', finished: ['ship'] });
    await store.release(key, second.outcome === 'claimed' ? second.token : '', ['ship', 'mail']);
    const third = await store.claim(key, 3);
    expect(third).toMatchObject({ outcome: 'claimed', finished: ['ship', 'mail'] });
    await store.release(key, third.outcome === 'claimed' ? third.token : '', []);
    expect(await ioredis.exists(prefix + key)).toBe(0);
  });

  it('holds a claim for its lease, and keeps it for its retention', async () => {
    const timesOf = async () => {
      const [seconds = 0] = await ioredis.time();
      const lease = Number(await ioredis.hget(prefix + key, 'until')) - seconds * 1000;
      const retention = await ioredis.pttl(prefix + key);
      return [lease, retention].map((time) => Math.round(time / 10_000));
    };
    const long = new RedisCallbackStore(client, { prefix, lease: 40_000, retention: 90_000 });
    const longer = new RedisCallbackStore(client, { prefix, lease: 60_000, retention: 140_000 });
    const claim = await long.claim(key, 3);
    const token = claim.outcome === 'claimed' ? claim.token : '';
    expect(await timesOf()).toEqual([4, 9]);
    await longer.renew(key, token, []);
    expect(await timesOf()).toEqual([6, 14]);
    await long.complete(key, 3, token, 'N1');
    expect((await timesOf())[1]).toBe(9);
  });

  it('has the key prefix "newpay:" by default', async () => {
    await new RedisCallbackStore(client, { lease: 500, retention: 1_000 }).claim(key, 1);
    expect(await ioredis.exists(`newpay:${key}`)).toBe(1);
    await ioredis.del(`newpay:${key}`);
  });

  it('releases a claim whose answer it could not read, and passes the error on', async () => {
    const lost = new Error('The answer is lost.');
    let claims = 0;
    const losing = {
      eval: async (script: string, options: { keys: string[]; arguments: string[] }) => {
        const answer = await nodeRedis.eval(script, options);
        if (++claims === 1) {
          throw lost;
        }
        return answer;
      },
    };
    await expect(new RedisCallbackStore(losing, { prefix }).claim(key, 3)).rejects.toBe(lost);
    await until(async () => claims === 2 && (await ioredis.exists(prefix + key)) === 0);
  });
});
