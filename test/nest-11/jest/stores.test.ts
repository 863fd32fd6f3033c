import { expect, it } from '@jest/globals';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { RedisCallbackStore } from 'nestjs-newpay/redis';

it('A test imports the stores of the subpaths.', async () => {
  const redis = new RedisCallbackStore({ eval: () => Promise.resolve(['busy']) });
  const postgres = new PostgresCallbackStore({
    query: () => Promise.resolve([{ outcome: 'busy' }]),
  });

  expect(await redis.claim('order', 1)).toEqual({ outcome: 'busy' });
  expect(await postgres.claim('order', 1)).toEqual({ outcome: 'busy' });
});
