/** @needs redis-server */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster } from 'redis';
import { RedisCallbackStore, type NewPayRedisClient } from '../../lib/redis/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { RedisNode, startClusterNode } from '../support/redis-node.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { until } from '../support/until.js';
import { runCallbackStoreContract } from '../../lib/testing/store-contract/callback-store-contract.js';

const wait = { replicas: 1, timeout: 700 };
const AWAY =
  '0 of 1 replicas confirmed the write within 700 ms (option "wait" of RedisCallbackStore)';

let master: RedisNode;
let replica: RedisNode;
let admin: Redis;
let key: string;

async function isReplicated(client: Redis): Promise<boolean> {
  return (await client.info('replication')).includes('state=online');
}

beforeEach(() => {
  key = randomUUID();
});

describe('With a replica,', () => {
  type Opened = { client: NewPayRedisClient; close: () => Promise<unknown> };

  beforeAll(async () => {
    master = await RedisNode.start('--repl-diskless-sync-delay', '0');
    replica = await RedisNode.start('--replicaof', '127.0.0.1', `${master.port}`);
    admin = new Redis(master.url);
    await until(() => isReplicated(admin));
  });

  afterAll(async () => {
    await admin.quit();
    await master.stop();
    await replica.stop();
  });

  const clients: [string, () => Promise<Opened>][] = [
    [
      'ioredis',
      async () => {
        const client = new Redis(master.url);
        return { client, close: () => client.quit() };
      },
    ],
    [
      'redis',
      async () => {
        const client = await createClient({ url: master.url }).connect();
        return { client, close: () => client.close() };
      },
    ],
    [
      'a pool of redis',
      async () => {
        const client = createClientPool({ url: master.url });
        await client.connect();
        return { client, close: () => client.close() };
      },
    ],
  ];

  describe('the contract', () => {
    let shared: Redis;
    beforeAll(() => {
      shared = new Redis(master.url);
    });
    afterAll(() => shared.quit());

    declaredAtOnce((declare) =>
      runCallbackStoreContract({
        it: declare,
        createStore: (options) =>
          new RedisCallbackStore(shared, { wait: { replicas: 1, timeout: 4_000 }, ...options }),
      }),
    );
  });

  describe.each(clients)('and a client of %s,', (_library, open) => {
    let opened: Opened;
    let store: RedisCallbackStore;

    beforeAll(async () => {
      opened = await open();
      store = new RedisCallbackStore(opened.client, { wait });
    });

    afterEach(() => replica.resume());

    afterAll(() => opened.close());

    it('a claim counts when the replica has confirmed it', async () => {
      const claim = await store.claim(key, 3);
      const copy = new Redis(replica.url);
      expect(claim).toMatchObject({
        outcome: 'claimed',
        token: await copy.hget(`newpay:${key}`, 'token'),
      });
      await copy.quit();
    });

    it('a claim that the replica has not confirmed is rejected and released', async () => {
      replica.pause();
      await expect(store.claim(key, 3)).rejects.toThrow(new Error(AWAY));
      await until(async () => (await admin.exists(`newpay:${key}`)) === 0);
      replica.resume();
      expect(await store.claim(key, 3)).toMatchObject({ outcome: 'claimed' });
    });

    it('a completion is rejected, also when repeated, until the replica has confirmed it', async () => {
      const claim = await store.claim(key, 3);
      const token = claim.outcome === 'claimed' ? claim.token : '';
      replica.pause();
      await expect(store.complete(key, 3, token, 'N1')).rejects.toThrow(new Error(AWAY));
      await expect(store.complete(key, 3, token, 'N1')).rejects.toThrow(new Error(AWAY));
      await expect(store.claim(key, 3)).rejects.toThrow(new Error(AWAY));
      replica.resume();
      expect(await store.claim(key, 3)).toMatchObject({ outcome: 'handled', reference: 'N1' });
      expect(await store.complete(key, 3, token, 'N1')).toBe(true);
    });

    it('a call that writes nothing does not wait', async () => {
      const token = randomUUID();
      await store.claim(key, 3);
      replica.pause();
      expect(await store.claim(key, 3)).toEqual({ outcome: 'busy' });
      expect(await store.complete(key, 3, token, 'N1')).toBe(false);
    });
  });

  describe.each(PLATFORMS)('a callback on %s', (platform) => {
    let host: HostApp;
    let client: Redis;

    beforeEach(async () => {
      client = new Redis(master.url);
      const store = new RedisCallbackStore(client, { wait });
      host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    });

    afterEach(async () => {
      replica.resume();
      await host.app.close();
      await client.quit();
    });

    it('is not acknowledged before the replica has confirmed it, and published once', async () => {
      const listener = host.app.get(PaymentListener);
      const body = signedBody(paymentFields({ orderNo: key }));
      const deliver = async () => (await host.postCallback(body)).status;
      replica.pause();
      expect(await deliver()).toBe(503);
      expect(listener.names).toEqual([]);
      replica.resume();
      listener.before = () => replica.pause();
      expect(await deliver()).toBe(503);
      expect(await deliver()).toBe(503);
      expect(listener.names).toEqual(['paid']);
      replica.resume();
      expect(await deliver()).toBe(200);
      expect(listener.names).toEqual(['paid']);
      expect(host.logger.textsOf('error').join()).toContain(AWAY);
    });
  });
});

describe('In a cluster in which one of two masters has a replica,', () => {
  let halves: (RedisNode & { busPort: number })[];
  let admins: Redis[];

  beforeAll(async () => {
    halves = await Promise.all([1, 2, 3].map(() => startClusterNode()));
    admins = halves.map(({ url }) => new Redis(url));
    const [first, second, third] = admins;
    await first!.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
    await second!.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
    for (const { port, busPort } of halves.slice(1)) {
      await first!.call('CLUSTER', 'MEET', '127.0.0.1', `${port}`, `${busPort}`);
    }
    const id = String(await first!.call('CLUSTER', 'MYID'));
    await until(async () => String(await third!.call('CLUSTER', 'NODES')).includes(id));
    await until(async () => (await third!.call('CLUSTER', 'REPLICATE', id).catch(String)) === 'OK');
    for (const each of admins) {
      await until(async () =>
        String(await each.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
      );
    }
    await until(() => isReplicated(first!));
  }, 30_000);

  afterAll(async () => {
    await Promise.all(admins.map((each) => each.quit()));
    await Promise.all(halves.map((half) => half.stop()));
  });

  afterEach(() => halves[2]!.resume());

  const clients: [string, () => Promise<{ client: NewPayRedisClient; close: () => unknown }>][] = [
    [
      'ioredis',
      async () => {
        const client = new Cluster([halves[0]!.url]);
        return { client, close: () => client.quit() };
      },
    ],
    [
      'redis',
      async () => {
        const client = createCluster({ rootNodes: [{ url: halves[0]!.url }] });
        await client.connect();
        return { client, close: () => client.close() };
      },
    ],
    [
      'redis, with a prefix of its own',
      async () => {
        const client = createCluster({ rootNodes: [{ url: halves[0]!.url }], keyPrefix: 'shop:' });
        await client.connect();
        return { client, close: () => client.close() };
      },
    ],
  ];

  it.each(clients)('the master of the key is asked by a client of %s', async (_what, open) => {
    const { client, close } = await open();
    const prefix = `${key}:`;
    const store = new RedisCallbackStore(client, { prefix, wait });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const result = await store.claim(`${i}`, 3).catch((error: Error) => error.message);
        return typeof result === 'string' ? result : result.outcome;
      }),
    );
    const shop = _what.includes('prefix') ? 'shop:' : '';
    const slots = await Promise.all(
      outcomes.map((_outcome, i) => admins[0]!.call('CLUSTER', 'KEYSLOT', `${shop}${prefix}${i}`)),
    );
    expect(outcomes).toEqual(slots.map((slot) => (Number(slot) < 8192 ? 'claimed' : AWAY)));
    expect(new Set(outcomes)).toEqual(new Set(['claimed', AWAY]));
    await close();
  });
});

describe('When a failover happens before the replicas have confirmed,', () => {
  it('a write that the new server does not have is rejected, whatever its replicas confirm', async () => {
    // As after a failover: WAIT on a new connection speaks of nothing that was written before.
    const client = {
      eval: async (script: string) => (script.includes('TIME') ? ['claimed', ''] : 0),
      sendCommand: async () => 2,
    };
    const store = new RedisCallbackStore(client, { wait });
    await expect(store.claim(key, 3)).rejects.toThrow(
      new Error('Redis has lost the write, as in a failover'),
    );
  });

  it.each(['1', Buffer.from('1'), 1n, 1])(
    'the number of replicas may come as %p',
    async (count) => {
      const client = {
        eval: async (script: string) => (script.includes('TIME') ? ['claimed', ''] : 1),
        sendCommand: async () => count,
      };
      const store = new RedisCallbackStore(client, { wait });
      expect(await store.claim(key, 3)).toMatchObject({ outcome: 'claimed' });
    },
  );

  it.each(['OK', 'QUEUED', null, undefined, [], -1, true])(
    '%p is no number of replicas',
    async (count) => {
      const client = {
        eval: async (script: string) => (script.includes('TIME') ? ['claimed', ''] : 1),
        sendCommand: async () => count,
      };
      await expect(new RedisCallbackStore(client, { wait }).claim(key, 3)).rejects.toThrow(
        /^Redis answered .+ to "WAIT": /,
      );
    },
  );
});
