/** @needs redis-server */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient, createClientPool } from 'redis';
import { RedisCallbackStore, type NewPayRedisClient } from '../../lib/redis/index.js';
import { RedisNode } from '../support/redis-node.js';
import { untyped } from '../support/untyped.js';
import { until } from '../support/until.js';

const NONE =
  '0 of 1 replicas confirmed the write within 1 ms (option "wait" of RedisCallbackStore)';
const FEW =
  '1 of 2 replicas confirmed the write within 30 ms (option "wait" of RedisCallbackStore)';

let master: RedisNode;
let replica: RedisNode;
let admin: Redis;
let copy: Redis;
let key: string;

beforeAll(async () => {
  master = await RedisNode.start('--repl-diskless-sync-delay', '0');
  replica = await RedisNode.start('--replicaof', '127.0.0.1', `${master.port}`);
  [admin, copy] = [new Redis(master.url), new Redis(replica.url)];
  await until(async () => (await admin.info('replication')).includes('state=online'));
});

afterAll(async () => {
  [admin, copy].forEach((client) => client.disconnect());
  await Promise.all([master.stop(), replica.stop()]);
});

beforeEach(() => {
  key = randomUUID();
});

const clients: [string, () => Promise<{ client: NewPayRedisClient; close: () => unknown }>][] = [
  [
    'ioredis',
    async () => {
      const client = new Redis(master.url);
      return { client, close: () => client.disconnect() };
    },
  ],
  [
    'redis',
    async () => {
      const client = await createClient({ url: master.url }).connect();
      return { client, close: () => client.destroy() };
    },
  ],
  [
    'a pool of redis',
    async () => {
      const client = createClientPool({ url: master.url });
      await client.connect();
      return { client, close: () => client.destroy() };
    },
  ],
];

describe.each(clients)('A store that waits for replicas, with a client of %s,', (_what, open) => {
  let opened: Awaited<ReturnType<typeof open>>;
  let store: RedisCallbackStore;
  /** There is one replica only. */
  let strict: RedisCallbackStore;

  beforeAll(async () => {
    opened = await open();
    store = new RedisCallbackStore(opened.client, { wait: { replicas: 1, timeout: 4_000 } });
    strict = new RedisCallbackStore(opened.client, { wait: { replicas: 2, timeout: 30 } });
  });

  afterAll(async () => {
    await opened.close();
  });

  async function claimed(): Promise<string> {
    const claim = await store.claim(key, 3);
    return claim.outcome === 'claimed' ? claim.token : '';
  }

  it('has written to the replica what it has recorded', async () => {
    const token = await claimed();
    expect(await copy.hget(`newpay:${key}`, 'token')).toBe(token);
    expect(await store.complete(key, 3, token, 'N1', '50000')).toBe(true);
    expect(await copy.hmget(`newpay:${key}`, 'done', 'rank')).toEqual([token, '3']);

    const handled = { rank: 3, reference: 'N1', orderAmt: '50000' };
    expect(await store.claim(key, 3)).toEqual({ outcome: 'handled', ...handled });
    expect(await store.find(key)).toEqual(handled);
  });

  it('rejects a claim that too few have confirmed, and releases it', async () => {
    await expect(strict.claim(key, 3)).rejects.toThrow(new Error(FEW));
    await until(async () => (await admin.exists(`newpay:${key}`)) === 0);
  });

  it('rejects a completion that too few have confirmed, and what it has recorded', async () => {
    const token = await claimed();
    await expect(strict.complete(key, 3, token, 'N1')).rejects.toThrow(new Error(FEW));
    await expect(strict.complete(key, 3, token, 'N1')).rejects.toThrow(new Error(FEW));
    await expect(strict.claim(key, 3)).rejects.toThrow(new Error(FEW));
    await expect(strict.find(key)).rejects.toThrow(new Error(FEW));
    expect(await store.complete(key, 3, token, 'N1')).toBe(true);
  });

  it('does not wait for what has written nothing', async () => {
    expect(await strict.find(key)).toBeUndefined();
    await claimed();
    expect(await strict.find(key)).toBeUndefined();
    expect(await strict.claim(key, 3)).toEqual({ outcome: 'busy' });
    expect(await strict.complete(key, 3, 'other', 'N1')).toBe(false);
  });

  it('writes a handled state again, as its first write may not have reached this server’s replicas', async () => {
    await store.complete(key, 3, await claimed(), 'N1');
    for (const ask of [() => store.claim(key, 3), () => store.find(key)]) {
      const before = await admin.info('replication');
      await ask();
      expect(offsetOf(await admin.info('replication'))).toBeGreaterThan(offsetOf(before) + 50);
    }
  });
});

/** How much the master has sent to its replicas, in bytes. */
const offsetOf = (info: string) => Number(/^master_repl_offset:(\d+)/m.exec(info)?.[1]);

describe('A write is not believed', () => {
  let client: Redis;
  const wait = { replicas: 1, timeout: 500 };

  beforeEach(() => {
    client = new Redis(master.url);
  });

  afterEach(() => client.disconnect());

  /** A client whose server loses what a script has written, as in a failover. */
  const losing = (lose: (name: string) => Promise<unknown>): NewPayRedisClient => {
    const evaluate = async (script: string, name: string, args: string[]) => {
      const answer = await client.eval(script, 1, name, ...args);
      await lose(name);
      return answer;
    };
    return untyped({
      call: (command: string, ...args: string[]) => client.call(command, ...args),
      eval: (script: string, _keys: number, name: string, ...args: string[]) =>
        evaluate(script, name, args),
      pipeline: (commands: unknown[][]) => client.pipeline(commands),
    });
  };

  it('that the server no longer has', async () => {
    const store = new RedisCallbackStore(
      losing((name) => admin.del(name)),
      { wait },
    );
    await expect(store.claim(key, 3)).rejects.toThrow(
      new Error('Redis has lost the write, as in a failover'),
    );
  });

  it('that the server has changed since', async () => {
    const store = new RedisCallbackStore(
      losing((name) => admin.hset(name, 'token', 'other')),
      { wait },
    );
    await expect(store.claim(key, 3)).rejects.toThrow(
      new Error('Redis has lost the write, as in a failover'),
    );
  });

  it('that the server cannot tell', async () => {
    const replace = async (name: string) => admin.set(name, 'a text');
    await expect(new RedisCallbackStore(losing(replace), { wait }).claim(key, 3)).rejects.toThrow(
      /^WRONGTYPE/,
    );
  });

  it('without an answer to the commands of a pipeline', async () => {
    const store = new RedisCallbackStore(
      untyped({
        call: () => undefined,
        eval: async () => ['claimed', ''],
        pipeline: () => ({ exec: async () => null }),
      }),
      { wait },
    );
    await expect(store.claim(key, 3)).rejects.toThrow(/^Redis answered undefined to "WAIT": /);
  });

  it.each(['OK', 'QUEUED', null, undefined, [], -1, 1.5, true])(
    'with %p for the number of replicas',
    async (count) => {
      const counting = {
        eval: async (script: string) => (script.includes('TIME') ? ['claimed', ''] : 1),
        sendCommand: async () => count,
      };
      await expect(new RedisCallbackStore(counting, { wait }).claim(key, 3)).rejects.toThrow(
        /^Redis answered .+ to "WAIT": /,
      );
    },
  );
});

describe('WAIT is sent', () => {
  /** What was asked, and how. */
  let asked: unknown[];

  const evaluate = async (script: string): Promise<unknown> => {
    asked.push(['eval']);
    return script.includes('TIME') ? ['claimed', ''] : 1;
  };
  const sendCommand = async (...parameters: unknown[]) => {
    asked.push(['sendCommand', ...parameters]);
    return 0;
  };
  const plain = { eval: evaluate, sendCommand };
  /** A pool lends a connection. */
  const lending = async (work: (client: object) => Promise<unknown>) => {
    asked.push(['lent']);
    return work(plain);
  };
  const notLent = {
    eval: () => Promise.reject(new Error('not lent')),
    sendCommand: () => Promise.reject(new Error('not lent')),
  };

  const COMMAND = ['WAIT', '1', '1'];
  it.each<[string, object, unknown[]]>([
    ['a single client', plain, [['eval'], ['sendCommand', COMMAND], ['eval']]],
    [
      'a client that has a pipeline, and no call()',
      { ...plain, pipeline: () => undefined },
      [['eval'], ['sendCommand', COMMAND], ['eval']],
    ],
    [
      'a pool',
      { ...notLent, execute: lending },
      [['lent'], ['eval'], ['sendCommand', COMMAND], ['eval']],
    ],
    [
      'Sentinels',
      { ...notLent, use: lending },
      [['lent'], ['eval'], ['sendCommand', false, COMMAND], ['eval']],
    ],
    [
      'a cluster of redis 4 and 5',
      { ...plain, getRandomNode: () => undefined },
      [['eval'], ['sendCommand', 'p:A1', false, COMMAND], ['eval']],
    ],
    [
      'a cluster from redis 6 on, with a prefix of its own',
      {
        eval: evaluate,
        sendCommand: notLent.sendCommand,
        getRandomNode: () => undefined,
        _keyPrefix: 'shop:',
        getNodeClientForKey: async (...given: unknown[]) => {
          asked.push(['getNodeClientForKey', ...given]);
          return { sendCommand };
        },
      },
      [['eval'], ['getNodeClientForKey', 'shop:p:A1', false], ['eval'], ['sendCommand', COMMAND]],
    ],
  ])('over %s', async (_what, client, calls) => {
    asked = [];
    const store = new RedisCallbackStore(untyped(client), {
      prefix: 'p:',
      wait: { replicas: 1, timeout: 1 },
    });
    await expect(store.claim('A1', 3)).rejects.toThrow(new Error(NONE));
    // The last one releases the claim.
    expect(asked.slice(0, calls.length)).toEqual(calls);
  });

  it.each([
    ['call()', { call: () => undefined }],
    ['sendCommand() beside call()', { call: () => undefined, sendCommand }],
    ['execute() only', { execute: lending }],
    ['use() only', { use: lending }],
    ['pipeline() only', { pipeline: () => undefined }],
  ])('over no client that has %s', (_what, methods) => {
    expect(
      () =>
        new RedisCallbackStore(untyped({ eval: evaluate, ...methods }), {
          wait: { replicas: 1, timeout: 1 },
        }),
    ).toThrow(
      new TypeError('The option "wait" needs a client of ioredis, or of redis (4 or newer)'),
    );
  });
});
