/** @needs redis-server */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { NewPayCallbackStore, NewPayQueue } from '../../lib/index.js';
import { evictionPolicyOf } from '../../lib/redis/eviction-policy.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { adviceOfStore } from '../../lib/store/advising-store.interface.js';
import { startHostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { ManualQueue } from '../support/manual-queue.js';
import { RedisNode } from '../support/redis-node.js';
import { until } from '../support/until.js';

const ADVICE =
  'Redis may remove what the store has recorded when its memory is full (maxmemory-policy is "volatile-lru"), and a ' +
  'payment that was handled would be published again. Set "maxmemory-policy noeviction".';

let server: RedisNode;
let admin: Redis;

beforeAll(async () => {
  server = await RedisNode.start('--maxmemory-policy', 'volatile-lru');
  admin = new Redis(server.url);
});

afterAll(async () => {
  admin.disconnect();
  await server.stop();
});

describe('What a RedisCallbackStore says of its Redis', () => {
  it('is a policy by which it may remove keys, with ioredis', async () => {
    expect(await adviceOfStore(new RedisCallbackStore(admin))).toEqual([ADVICE]);
  });

  it('is the same with redis, also where it returns bytes', async () => {
    const client = createClient({ url: server.url });
    await client.connect();
    const bytes = {
      eval: async (...given: [string]) => Buffer.from(String(await admin.eval(given[0], 0))),
    };

    expect(await adviceOfStore(new RedisCallbackStore(client))).toEqual([ADVICE]);
    expect(await adviceOfStore(new RedisCallbackStore(bytes))).toEqual([ADVICE]);
    client.destroy();
  });

  it('is nothing where it removes none, or does not tell', async () => {
    await admin.acl('SETUSER', 'shop', 'on', '>secret', '~*', '+@all', '-info');
    const limited = new Redis(server.url, {
      username: 'shop',
      password: 'secret',
      enableReadyCheck: false,
    });

    await expect(limited.info()).rejects.toThrow('NOPERM');
    expect(await adviceOfStore(new RedisCallbackStore(limited))).toEqual([]);
    limited.disconnect();

    const kept = await RedisNode.start();
    const client = new Redis(kept.url);
    expect(await adviceOfStore(new RedisCallbackStore(client))).toEqual([]);
    client.disconnect();
    await kept.stop();
  });
});

it.each([
  ['# Memory\r\nmaxmemory_policy:allkeys-lru\r\nmaxmemory:0\r\n', 'allkeys-lru'],
  ['maxmemory_policy:allkeys-lru', 'allkeys-lru'],
  ['maxmemory_policy:noeviction\r\n', undefined],
  ['used_memory:1024\r\n', undefined],
  ['replica_maxmemory_policy:allkeys-lru\r\n', undefined],
  ['', undefined],
  [null, undefined],
])('The policy in the reply %j is %p.', (info, policy) => {
  expect(evictionPolicyOf(info)).toBe(policy);
});

describe('The boot', () => {
  async function warningsOf(options: {
    store: NewPayCallbackStore;
    queue?: NewPayQueue;
  }): Promise<string[]> {
    const host = await startHostApp({ options, providers: [PaymentListener] });
    // Behind the question of the boot, on the same connection.
    await admin.ping();
    await until(() => host.logger.lines.length > 0);
    await host.app.close();
    return host.logger.textsOf('warn').filter((text) => text.includes('Redis'));
  }

  it('says it once', async () => {
    expect(await warningsOf({ store: new RedisCallbackStore(admin) })).toEqual([
      `${ADVICE} NewPayModule`,
    ]);
  });

  it('leaves it to a queue to say it of the server that they share', async () => {
    const store = new RedisCallbackStore(admin);
    const queue = Object.assign(new ManualQueue(), { store });

    expect(await warningsOf({ store, queue })).toEqual([]);
  });
});
