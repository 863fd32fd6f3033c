import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { RedisCallbackStore } from 'nestjs-newpay/redis';
import { REDIS_URL } from '../measure/servers.js';
import { handleBy, LEASE, REFERENCE, RETENTION, type StoreContender } from './contender.js';

export async function startRedis(): Promise<StoreContender> {
  const redis = new Redis(REDIS_URL);
  const prefix = `bench_${randomUUID()}:`;
  return {
    store: handleBy(new RedisCallbackStore(redis, { prefix, lease: LEASE, retention: RETENTION })),
    bare: async (key) => {
      await redis.set(`${prefix}bare:${key}`, randomUUID(), 'PX', LEASE, 'NX');
      await redis.set(`${prefix}bare:${key}`, REFERENCE, 'PX', RETENTION);
    },
    stop: async () => {
      for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
        if ((keys as string[]).length > 0) {
          await redis.unlink(...(keys as string[]));
        }
      }
      await redis.quit();
    },
  };
}
