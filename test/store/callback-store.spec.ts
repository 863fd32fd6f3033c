/** @needs redis postgres */
import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { DataSource } from 'typeorm';
import { MemoryCallbackStore, type NewPayCallbackStore } from '../../lib/index.js';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import {
  RedisCallbackStore,
  type NewPayRedisClient,
  type NodeRedisLike,
} from '../../lib/redis/index.js';
import { ScriptBatch } from '../../lib/redis/script-batch.js';
import { runCallbackStoreContract } from '../../lib/testing/store-contract/callback-store-contract.js';
import { declaredAtOnce } from '../support/at-once.js';
import { postgresUrl, redisUrl } from '../support/services.js';

describe('MemoryCallbackStore', () => {
  // Its storage is the instance: the same options have to be the same store.
  const stores = new Map<string, NewPayCallbackStore>();
  const createStore = (options: { lease: number; retention: number }) => {
    const key = JSON.stringify(options);
    stores.set(key, stores.get(key) ?? new MemoryCallbackStore(options));
    return stores.get(key)!;
  };
  declaredAtOnce((declare) => runCallbackStoreContract({ it: declare, createStore }));

  it('drops expired entries by its own clock', async () => {
    let now = 0;
    const store = new MemoryCallbackStore({ retention: 1000, now: () => now });
    for (let i = 0; i < 10; i++) {
      const claim = await store.claim(`s${i}`, 1);
      await store.complete(`s${i}`, 1, (claim as { token: string }).token, 'N1');
      now += 100;
    }
    expect(store.size).toBe(10);
    now = 1450;
    await store.claim('next', 1);
    expect(store.size).toBe(5);
  });

  it('drops an abandoned claim after the retention', async () => {
    let now = 0;
    const store = new MemoryCallbackStore({ lease: 10, retention: 1000, now: () => now });
    const { token } = (await store.claim('stuck', 1)) as { token: string };
    now = 999;
    await store.claim('another', 1);
    expect(await store.complete('stuck', 1, token, 'N1')).toBe(true);

    const later = (await store.claim('stuck too', 1)) as { token: string };
    now = 1999;
    await store.claim('another', 1);
    expect(await store.complete('stuck too', 1, later.token, 'N1')).toBe(false);
  });

  it('has a lease of 30 seconds and a retention of 7 days by default', async () => {
    let now = 0;
    const store = new MemoryCallbackStore({ now: () => now });
    await store.claim('s', 1);
    now = 29_999;
    expect(await store.claim('s', 1)).toEqual({ outcome: 'busy' });
    now += 1;
    const { token } = (await store.claim('s', 1)) as { token: string };

    await store.complete('s', 1, token, 'N1');
    expect(store.retention).toBe(604_800_000);
    now += 604_799_999;
    expect((await store.claim('s', 1)).outcome).toBe('handled');
    now += 1;
    expect((await store.claim('s', 1)).outcome).toBe('claimed');
  });

  it('is bounded: the oldest handled key is dropped, a claimed one never', async () => {
    const store = new MemoryCallbackStore({ maxEntries: 3 });
    await store.claim('in hand', 1);
    for (const subject of ['a', 'b', 'c', 'd']) {
      const claim = await store.claim(subject, 1);
      await store.complete(subject, 1, (claim as { token: string }).token, 'N1');
    }
    expect(store.size).toBe(3);
    expect(await store.claim('in hand', 1)).toEqual({ outcome: 'busy' });
    expect(await store.claim('b', 1)).toEqual({ outcome: 'handled', rank: 1, reference: 'N1' });
    expect((await store.claim('a', 1)).outcome).toBe('claimed');
  });
});

describe('RedisCallbackStore', () => {
  const ioredis = new Redis(redisUrl, { lazyConnect: true });
  const nodeRedis = createClient({ url: redisUrl });
  const prefix = `test:${randomUUID()}:`;

  beforeAll(async () => {
    await ioredis.connect();
    await nodeRedis.connect();
  });

  afterAll(async () => {
    const keys = await ioredis.keys(`${prefix}*`);
    await ioredis.del('none', ...keys);
    await ioredis.quit();
    await nodeRedis.close();
  });

  describe.each<[string, NewPayRedisClient]>([
    ['ioredis', ioredis],
    ['redis', nodeRedis],
  ])('with %s', (_library, client) => {
    declaredAtOnce((declare) =>
      runCallbackStoreContract({
        it: declare,
        createStore: (options) => new RedisCallbackStore(client, { prefix, ...options }),
      }),
    );
  });

  // A queue's calls go to Redis together.
  describe('with a batch', () => {
    const batch = new ScriptBatch((script, keys, args) =>
      ioredis.eval(script, keys.length, ...keys, ...args),
    );
    const client: NodeRedisLike = {
      // No call is alone.
      eval: async (script, { keys, arguments: args }) => {
        const other = batch.run(
          `return redis.call('GET', KEYS[1]) or ''`,
          [`${prefix}nothing`],
          [],
        );
        const answer = batch.run(script, keys, args);
        await other;
        return answer;
      },
    };
    declaredAtOnce((declare) =>
      runCallbackStoreContract({
        it: declare,
        createStore: (options) => new RedisCallbackStore(client, { prefix, ...options }),
      }),
    );
  });
});

describe('PostgresCallbackStore', () => {
  const pool = new Pool({ connectionString: postgresUrl });
  let database: PGlite | undefined;
  // Not before its tests: while it starts, it would take the time of those that wait for real.
  const pglite: NewPayQueryable = {
    query: (text, values) => (database ??= new PGlite()).query(text, values),
  };
  const dataSource = new DataSource({ type: 'postgres', url: postgresUrl });
  const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;

  beforeAll(async () => {
    await dataSource.initialize();
  });

  afterAll(async () => {
    await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}callbacks, ${tablePrefix}effects`);
    await pool.end();
    await database?.close();
    await dataSource.destroy();
  });

  describe.each<[string, NewPayQueryable]>([
    ['pg', pool],
    ['PGlite', pglite],
    ['TypeORM', dataSource],
  ])('with %s', (_library, client) => {
    beforeAll(() => new PostgresCallbackStore(client, { tablePrefix }).createTables());

    const createStore = (options: { lease: number; retention: number }) =>
      new PostgresCallbackStore(client, { tablePrefix, ...options });
    if (client === pglite) {
      // It computes in this very process: one test would use up the lease of another.
      runCallbackStoreContract({ it, createStore });
    } else {
      declaredAtOnce((declare) => runCallbackStoreContract({ it: declare, createStore }));
    }
  });
});
