/** @needs redis redis-server */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter as BoardAdapter } from '@bull-board/express';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Queue } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { BullMqQueue } from '../../lib/bullmq/index.js';
import { queueNameOf } from '../../lib/bullmq/job-names.js';
import type { NewPayJobResult, NewPayQueueJob } from '../../lib/queue/queue.interface.js';
import { AppProcess } from '../support/app-process.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { freePort } from '../support/free-port.js';
import { OwnRedis } from '../support/own-redis.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { RedisNode, startClusterNode } from '../support/redis-node.js';
import { redisUrl } from '../support/services.js';
import { until } from '../support/until.js';
import { untyped } from '../support/untyped.js';

const logger = new RecordingLogger();
const opened: (() => Promise<unknown>)[] = [];
const scope = 'shop:6';
const DONE: NewPayJobResult = { outcome: 'done' };

beforeAll(() => Logger.overrideLogger(logger));
afterAll(() => Logger.overrideLogger(true));
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) {
    await close();
  }
  logger.lines.length = 0;
});

/** A queue that is closed after the test. */
function use(...given: ConstructorParameters<typeof BullMqQueue>): BullMqQueue {
  const queue = new BullMqQueue(...given);
  opened.push(() => queue.close());
  return queue;
}

async function work(
  queue: BullMqQueue,
  handle: (job: NewPayQueueJob, attempt: number) => NewPayJobResult | Promise<NewPayJobResult>,
): Promise<void> {
  const worker = await queue.work(scope, async (given, { attempt }) => handle(given, attempt));
  opened.push(() => worker.close(1_000));
}

function job(changes: Partial<NewPayQueueJob> = {}): NewPayQueueJob {
  return {
    id: randomUUID(),
    kind: 'event',
    scope,
    group: 'A1001',
    data: { version: 1, event: 'newpay.paid' },
    attempts: 3,
    backoff: 100,
    ...changes,
  };
}

/** BullMQ's own queue of the scope, as a dashboard opens it. */
function engineQueue(url: string, prefix?: string): Queue {
  const name = queueNameOf('newpay', scope);
  const queue = new Queue(name, { connection: { url }, ...(prefix ? { prefix } : {}) });
  opened.push(() => queue.close());
  return queue;
}

async function took(call: () => Promise<unknown>): Promise<[number, unknown]> {
  const begin = performance.now();
  const outcome: unknown = await call().then(
    () => 'resolved',
    (error: unknown) => error,
  );
  return [performance.now() - begin, outcome];
}

describe('What is stored in Redis', () => {
  it('The jobs of one call are stored in one transaction.', async () => {
    const monitor = await new Redis(redisUrl).monitor();
    opened.push(async () => monitor.disconnect());
    const prefix = randomUUID();
    const seen: string[] = [];
    monitor.on('monitor', (_time: string, [command = '', ...args]: string[], source: string) => {
      seen.push(
        `${source} ${command.toLowerCase().replace('sha', '')} ${args.some((arg) => arg.includes(prefix))}`,
      );
    });
    const queue = use({ connection: { url: redisUrl }, prefix });
    await queue.open();
    seen.length = 0;
    await queue.add([job(), job(), job()]);
    await until(() => seen.some((line) => line.includes(' exec ')));
    const [source] = seen.find((line) => line.endsWith(' eval true'))?.split(' ') ?? [];
    const commands = seen
      .filter((line) => line.startsWith(`${source} `))
      .map((line) => line.split(' ').slice(1).join(' '));
    const [begin, end] = [commands.indexOf('multi false'), commands.indexOf('exec false')];
    expect(commands.slice(begin + 1, end)).toEqual([
      'hgetall true',
      'eval true',
      'hgetall true',
      'eval true',
      'hgetall true',
      'eval true',
    ]);
    expect(commands.filter((command) => command === 'eval true')).toHaveLength(3);
  });

  it('A job that is done is kept for its retention, and a failed one for ever.', async () => {
    const prefix = randomUUID();
    const queue = use({ connection: { url: redisUrl }, prefix, retention: 1_000 });
    await work(queue, ({ group }) =>
      group === 'fails' ? { outcome: 'failed', delay: 0, reason: 'no stock' } : DONE,
    );
    const engine = engineQueue(redisUrl, prefix);
    await queue.add([job({ group: 'done' }), job({ group: 'fails', attempts: 1 })]);
    await until(
      async () => (await engine.getFailedCount()) + (await engine.getCompletedCount()) === 2,
    );
    await pause(1_500);
    // BullMQ removes old jobs when another one is done.
    await queue.add([job({ group: 'later' })]);
    await until(async () => (await engine.getCompleted())[0]?.id?.startsWith('later'));
    expect(await engine.getCompletedCount()).toBe(1);
    expect(await engine.getFailedCount()).toBe(1);
  });

  it('A job that is known, and in a state that is not, does not count as stored.', async () => {
    const queue = use({ connection: { url: redisUrl } });
    const known = job({ delay: 60_000 });
    await queue.add([known]);
    await queue.add([known]);
    jest.spyOn(Queue.prototype, 'getJobState').mockResolvedValueOnce(untyped('moved'));
    await expect(queue.add([known])).rejects.toThrow(
      'Redis has not stored the jobs: the state of a job is "moved"',
    );
    await queue.add([known]);
  });

  it('A job whose script failed in the middle is stored and run when it comes again.', async () => {
    const redis = await RedisNode.start();
    const admin = new Redis(redis.url);
    opened.push(
      () => redis.stop(),
      async () => admin.disconnect(),
    );
    const queue = use({ connection: { url: redis.url } });
    const lists = ['wait', 'delayed'].map((list) => `bull:${queueNameOf('newpay', scope)}:${list}`);
    // Keys of another program under the same names; a user of Redis without a right does the same.
    await admin.mset(...lists.flatMap((list) => [list, 'x']));
    const given = [job({ group: 'now' }), job({ group: 'later', delay: 50 })];
    await expect(queue.add(given)).rejects.toThrow('WRONGTYPE');
    await admin.del(...lists);
    await queue.add(given);
    await queue.add(given);
    const ran: string[] = [];
    await work(queue, ({ group }) => {
      ran.push(group);
      return DONE;
    });
    await until(() => ran.length === 2, 20_000);
    await queue.add(given);
    await pause(200);
    expect(ran.toSorted()).toEqual(['later', 'now']);
  });

  it('The id of a job begins with the order number, which a dashboard shows.', async () => {
    const prefix = randomUUID();
    const queue = use({ connection: { url: redisUrl }, prefix });
    await queue.add([job()]);
    const [stored] = await engineQueue(redisUrl, prefix).getWaiting();
    expect(stored?.id).toMatch(/^A1001\.[\w-]{11}\.[\w-]{43}$/);
    expect(stored?.name).toBe('event');
  });

  it('A job that is not of this package fails, which is logged on one line, and stays.', async () => {
    const prefix = randomUUID();
    const queue = use({ connection: { url: redisUrl }, prefix });
    await work(queue, () => DONE);
    const engine = engineQueue(redisUrl, prefix);
    await engine.add('other', { version: 2 }, { jobId: 'J1\nERROR paid' });
    await until(async () => (await engine.getFailedCount()) === 1);
    const [failed] = await engine.getFailed();
    expect(failed?.failedReason).toBe(
      'This is not a job of nestjs-newpay: "data" has no version. If a newer version has stored it, update this process.',
    );
    expect(logger.textsOf('error')).toEqual([
      String.raw`Job J1\u{a}ERROR paid of the queue cannot be run: ${failed?.failedReason} BullMqQueue`,
    ]);
    expect(await queue.failed(scope, 10)).toEqual([]);
  });

  it('Jobs are stored also when Redis has lost its scripts, as after a failover behind a proxy.', async () => {
    const redis = await RedisNode.start();
    const client = new Redis(redis.url);
    opened.push(
      () => redis.stop(),
      () => client.quit(),
    );
    const queue = use({ connection: { url: redis.url } });
    await queue.add([job()]);
    await client.script('FLUSH');

    await queue.add([job(), job({ delay: 60_000 })]);
    await queue.add([job()]);

    expect(await queue.unfinished(scope, 'A1001')).toHaveLength(4);
  });

  it('The store of the queue remembers a claim, in the same Redis.', async () => {
    const prefix = `${randomUUID()}:`;
    const first = use({ connection: { url: redisUrl }, store: { prefix } });
    const second = use({ connection: { url: redisUrl }, store: { prefix } });
    expect(await first.store.claim('payment::6:A1001', 3)).toMatchObject({ outcome: 'claimed' });
    expect(await second.store.claim('payment::6:A1001', 3)).toEqual({ outcome: 'busy' });
  });
});

describe('The settings of the connection', () => {
  it.each([{ commandTimeout: 50 }, { stringNumbers: true }, { lazyConnect: true }])(
    'A job that failed runs again with %j, of a client too.',
    async (settings) => {
      const client = new Redis(redisUrl, settings);
      opened.push(async () => client.disconnect());
      for (const connection of [client, { url: redisUrl, ...settings }]) {
        const queue = use({ connection, prefix: randomUUID() });
        const attempts: number[] = [];
        await work(queue, (_job, attempt) => {
          attempts.push(attempt);
          return attempt === 1 ? { outcome: 'failed', delay: 100, reason: 'no stock' } : DONE;
        });
        await queue.add([job()]);
        await until(() => attempts.length === 2);
        expect(attempts).toEqual([1, 2]);
      }
      expect(logger.textsOf('warn')).toEqual([]);
      expect(logger.textsOf('error')).toEqual([]);
    },
  );
});

describe('The settings of Redis', () => {
  it('A Redis that may lose jobs is warned about once.', async () => {
    const redis = await RedisNode.start('--maxmemory-policy', 'allkeys-lru');
    // BullMQ prints a sentence of its own.
    const print = jest.spyOn(console, 'warn').mockReturnValue(undefined);
    opened.push(
      () => redis.stop(),
      async () => print.mockRestore(),
    );
    const queue = use({ connection: { url: redis.url } });
    await queue.open();
    await queue.open();
    expect(logger.textsOf('warn')).toEqual([
      'Redis may remove jobs when its memory is full (maxmemory-policy is "allkeys-lru"). Set "maxmemory-policy noeviction". BullMqQueue',
      'Redis keeps no append-only file, so that a crash of it loses jobs. Set "appendonly yes", or use a Redis with a replica. BullMqQueue',
    ]);
  });

  it('A Redis that keeps jobs is not warned about.', async () => {
    const redis = await RedisNode.start('--appendonly', 'yes');
    opened.push(() => redis.stop());
    await use({ connection: { url: redis.url } }).open();
    expect(logger.textsOf('warn')).toEqual([]);
  });
});

describe('While Redis is away', () => {
  it('Jobs that were stored survive its crash, and run after it, by the same worker.', async () => {
    const redis = await OwnRedis.start({ keepsData: true });
    opened.push(() => redis.stop());
    const queue = use({ connection: { url: redis.url } });
    const ran: string[] = [];
    await queue.open();
    await queue.add([job({ group: 'before', delay: 2_000 })]);
    await work(queue, ({ group }) => {
      ran.push(group);
      return DONE;
    });
    await redis.kill();
    await pause(500);
    const [rejectedIn, rejection] = await took(() => queue.add([job({ group: 'lost' })]));
    expect(rejection).toBeInstanceOf(Error);
    expect(rejectedIn).toBeLessThan(1_500);
    const [storeRejectedIn, storeRejection] = await took(() => queue.store.claim('k', 1));
    expect(storeRejection).toBeInstanceOf(Error);
    expect(storeRejectedIn).toBeLessThan(1_500);
    await redis.run();
    await until(
      async () => (await took(() => queue.add([job({ group: 'after' })])))[1] === 'resolved',
      20_000,
    );
    await until(() => ran.includes('before') && ran.includes('after'), 30_000);
    expect(ran).not.toContain('lost');
  });

  it('A Redis that does not answer makes add() reject before NewPay gives up.', async () => {
    const redis = await RedisNode.start();
    opened.push(() => redis.stop());
    const queue = use({ connection: { url: redis.url } });
    await queue.open();
    await queue.add([job()]);
    redis.pause();
    const [rejectedIn, rejection] = await took(() => queue.add([job()]));
    redis.resume();
    expect(rejection).toBeInstanceOf(Error);
    expect(rejectedIn).toBeLessThan(5_000);
  });

  it.each([
    ['options', (url: string) => ({ url })],
    [
      'a client of ioredis',
      (url: string) => {
        const client = new Redis(url, { maxRetriesPerRequest: null });
        opened.push(async () => client.disconnect());
        return client;
      },
    ],
  ])(
    'After a failover that leaves its connections open, a queue from %s goes on.',
    async (_, to) => {
      const [first, second] = [await RedisNode.start(), await RedisNode.start()];
      const proxy = await CuttableProxy.inFrontOf(first.url);
      const admin = new Redis(first.url);
      opened.push(
        () => Promise.all([first.stop(), second.stop(), proxy.cut()]),
        async () => admin.disconnect(),
      );
      const queue = use({ connection: to(proxy.url) });
      const ran: string[] = [];
      await work(queue, ({ group }) => {
        ran.push(group);
        return DONE;
      });
      await queue.add([job({ group: 'before' })]);
      await queue.store.claim('before', 1);
      await until(() => ran.length === 1);

      await admin.call('REPLICAOF', '127.0.0.1', `${second.port}`);
      proxy.leadTo(second.url);
      const [, refused] = await took(() => queue.add([job({ group: 'refused' })]));
      expect(String(refused)).toMatch(/Redis has not stored the jobs: READONLY /);

      await until(
        async () => (await took(() => queue.add([job({ group: 'after' })])))[1] === 'resolved',
      );
      await until(async () => (await took(() => queue.store.claim('after', 1)))[1] === 'resolved');
      await until(() => ran.includes('after'), 20_000);
    },
    60_000,
  );

  it('Redis says why it takes no job.', async () => {
    const redis = await RedisNode.start();
    const admin = new Redis(redis.url);
    opened.push(
      () => redis.stop(),
      async () => admin.disconnect(),
    );
    const queue = use({ connection: { url: redis.url } });
    await queue.add([job()]);
    await admin.config('SET', 'maxmemory', '100kb');
    expect(String((await took(() => queue.add([job()])))[1])).toMatch(
      /^Error: Redis has not stored the jobs: OOM command not allowed/,
    );
    await admin.config('SET', 'maxmemory', '0');
    await queue.add([job()]);

    await admin.config('SET', 'requirepass', 'new');
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    for (const call of [
      () => queue.add([job()]),
      () => queue.store.claim('k', 1),
      () => queue.failed(scope, 1),
    ]) {
      await until(async () =>
        String((await took(call))[1]).startsWith('Error: Redis cannot be reached: NOAUTH '),
      );
    }
    await admin.config('SET', 'requirepass', '');
    await until(async () => (await took(() => queue.add([job()])))[1] === 'resolved', 20_000);
  }, 60_000);

  it('A queue that was opened before Redis was there works when it is.', async () => {
    const redis = await OwnRedis.start({ keepsData: true });
    opened.push(() => redis.stop());
    await redis.kill();
    const queue = use({ connection: { url: redis.url } });
    const ran: string[] = [];
    await work(queue, ({ group }) => {
      ran.push(group);
      return DONE;
    });
    expect((await took(() => queue.open()))[1]).toBeInstanceOf(Error);
    const [rejectedIn, rejection] = await took(() => queue.add([job()]));
    expect(String(rejection)).toMatch(/^Error: Redis cannot be reached: connect ECONNREFUSED /);
    expect(rejectedIn).toBeLessThan(1_500);
    await redis.run();
    await until(async () => (await took(() => queue.add([job()])))[1] === 'resolved', 20_000);
    await until(() => ran.length === 1, 30_000);
  });

  it('The signal of a run is aborted when its lease was lost.', async () => {
    const redis = await OwnRedis.start({ keepsData: false });
    opened.push(() => redis.stop());
    const queue = use({ connection: { url: redis.url }, lease: 1_000 });
    let signal: AbortSignal | undefined;
    const worker = await queue.work(scope, async (_job, run) => {
      ({ signal } = run);
      await pause(10_000, undefined, { ref: false });
      return DONE;
    });
    opened.push(() => worker.close(1));
    await queue.add([job()]);
    await until(() => signal);
    await pause(1_500);
    expect(signal?.aborted).toBe(false);
    await redis.killAndForget();
    await redis.run();
    await until(() => signal?.aborted, 15_000);
  });

  it('A worker closes in time.', async () => {
    const redis = await OwnRedis.start({ keepsData: false });
    opened.push(() => redis.stop());
    const queue = use({ connection: { url: redis.url } });
    let hasBegun = false;
    const worker = await queue.work(scope, async () => {
      hasBegun = true;
      await pause(3_600_000, undefined, { ref: false });
      return DONE;
    });
    await queue.add([job()]);
    await until(() => hasBegun);
    await redis.kill();
    const [closedIn] = await took(() => worker.close(500));
    expect(closedIn).toBeLessThan(10_000);
    const [queueClosedIn] = await took(() => queue.close());
    expect(queueClosedIn).toBeLessThan(5_000);
  });
});

it('The job of a process that was killed is run by another one, as its next attempt.', async () => {
  const prefix = randomUUID();
  const app = await AppProcess.start(path.resolve(import.meta.dirname, 'job-process.ts'), {
    args: [redisUrl, prefix, scope],
    cwd: path.resolve(import.meta.dirname, '../..'),
    variables: {},
    listening: 'works',
  });
  opened.push(() => app.kill('SIGKILL'));
  const queue = use({ connection: { url: redisUrl }, prefix, lease: 1_000 });
  await queue.add([job()]);
  await until(() => app.output.includes('attempt 1'));
  const attempts: number[] = [];
  await work(queue, (_job, attempt) => {
    attempts.push(attempt);
    return DONE;
  });
  await pause(2_500);
  expect(attempts).toEqual([]);
  await app.kill('SIGKILL');
  await until(() => attempts.length === 1, 15_000);
  expect(attempts).toEqual([2]);
});

it('A crash uses up an attempt: the last one that fails is a dead letter.', async () => {
  const prefix = randomUUID();
  const app = await AppProcess.start(path.resolve(import.meta.dirname, 'job-process.ts'), {
    args: [redisUrl, prefix, scope],
    cwd: path.resolve(import.meta.dirname, '../..'),
    variables: {},
    listening: 'works',
  });
  opened.push(() => app.kill('SIGKILL'));
  const queue = use({ connection: { url: redisUrl }, prefix, lease: 1_000 });
  await queue.add([job({ attempts: 2 })]);
  await until(() => app.output.includes('attempt 1'));
  await app.kill('SIGKILL');
  await work(queue, () => ({ outcome: 'failed', delay: 0, reason: 'no stock' }));
  await until(async () => (await queue.failed(scope, 10)).length === 1, 15_000);
  expect(await queue.failed(scope, 10)).toMatchObject([{ attempts: 2 }]);
});

describe('Bull Board', () => {
  it('A failed job is seen in its API, and run again by it.', async () => {
    const prefix = randomUUID();
    const queue = use({ connection: { url: redisUrl }, prefix });
    const attempts: number[] = [];
    await work(queue, (_job, attempt) => {
      attempts.push(attempt);
      return attempts.length === 1 ? { outcome: 'failed', delay: 0, reason: 'no stock' } : DONE;
    });
    await queue.add([job({ attempts: 1 })]);
    await until(async () => (await queue.failed(scope, 10)).length === 1);

    const url = await boardOf(engineQueue(redisUrl, prefix));
    const name = queueNameOf('newpay', scope);
    const answer = await fetch(`${url}/api/queues?activeQueue=${name}&status=failed&page=1`);
    const { queues } = (await answer.json()) as {
      queues: { name: string; jobs: { id: string; failedReason: string; data: unknown }[] }[];
    };
    const [failed] = queues.find((one) => one.name === name)?.jobs ?? [];
    expect(failed).toMatchObject({
      failedReason: 'no stock',
      data: { kind: 'event', group: 'A1001', data: { event: 'newpay.paid' } },
    });
    const retried = await fetch(`${url}/api/queues/${name}/${failed?.id}/retry`, {
      method: 'PUT',
    });
    expect(retried.ok).toBe(true);
    await until(() => attempts.length === 2);
    expect(await queue.failed(scope, 10)).toEqual([]);
  });
});

/** Serves Bull Board, and returns its address. */
async function boardOf(queue: Queue): Promise<string> {
  const serverAdapter = new BoardAdapter();
  createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter });
  const app = new ExpressAdapter().getInstance<
    { use(handler: unknown): void } & Parameters<typeof createServer>[1]
  >();
  app.use(serverAdapter.getRouter());
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('What belongs to the app', () => {
  it.each([
    ['client of ioredis', () => new Redis(redisUrl, { maxRetriesPerRequest: null })],
    [
      'client of ioredis with its own limits',
      () => new Redis(redisUrl, { maxRetriesPerRequest: 5 }),
    ],
  ])('A %s stays open, and its settings stay.', async (_what, connect) => {
    const client = connect();
    opened.push(() => client.quit());
    const prefix = randomUUID();
    const queue = use({ connection: client, prefix });
    const ran: string[] = [];
    const worker = await queue.work(scope, async ({ group }) => {
      ran.push(group);
      return DONE;
    });
    await queue.add([job()]);
    await until(() => ran.length === 1);
    await worker.close(1_000);
    await queue.close();
    expect([await client.ping(), client.listenerCount('error')]).toEqual(['PONG', 0]);
  });

  it('A Queue of BullMQ stays open.', async () => {
    const own = new Queue('payments', { connection: { url: redisUrl }, prefix: randomUUID() });
    opened.push(() => own.close());
    const queue = use({ queue: own });
    await queue.add([job()]);
    await queue.close();
    expect(await own.getWaitingCount()).toBe(1);
  });

  it('A Queue that processes with different registrations share runs all jobs soon, and says what it costs.', async () => {
    const prefix = randomUUID();
    const scopes = ['shop:1', 'shop:2', 'shop:3', 'shop:4'];
    const ran: string[] = [];
    const queues: BullMqQueue[] = [];
    for (const mine of scopes) {
      const own = new Queue('payments', { connection: { url: redisUrl }, prefix });
      opened.push(() => own.close());
      const queue = use(own);
      queues.push(queue);
      const worker = await queue.work(mine, async ({ scope: of }) => {
        ran.push(`${of} by ${mine}`);
        return DONE;
      });
      opened.push(() => worker.close(1_000));
    }
    const jobs = Array.from({ length: 80 }, (_, i) => job({ scope: scopes[i % scopes.length]! }));
    for (const one of jobs) {
      await queues[0]!.add([one]);
    }
    await until(() => ran.length === jobs.length, 30_000);
    expect(ran.toSorted()).toEqual(jobs.map(({ scope: of }) => `${of} by ${of}`).toSorted());
    const warnings = logger.textsOf('warn').filter((text) => text.includes('does not run'));
    expect(warnings[0]).toMatch(
      /^The queue "payments" has jobs of the registration "shop:[1-4]", which this process does not run: they wait until a process that does gets them, for seconds or longer\. Give BullMqQueue "connection" in place of "queue", so that each registration has a queue of its own BullMqQueue$/,
    );
    // Once for each registration that a process does not have.
    expect(warnings.length).toBeLessThanOrEqual(scopes.length * (scopes.length - 1));
  }, 60_000);
});

describe('Redis Cluster', () => {
  it('Jobs are stored and run, below a hash tag.', async () => {
    const node = await startClusterNode();
    opened.push(() => node.stop());
    const admin = new Redis(node.url);
    opened.push(() => admin.quit());
    await admin.config('SET', 'cluster-announce-ip', '127.0.0.1');
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () =>
      String(await admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
    const cluster = new Cluster([{ host: '127.0.0.1', port: node.port }], {
      redisOptions: { maxRetriesPerRequest: null },
    });
    opened.push(async () => cluster.disconnect());
    const queue = use({ connection: cluster });
    const ran: string[] = [];
    await work(queue, ({ group }) => {
      ran.push(group);
      return DONE;
    });
    await queue.add([job({ group: 'first' }), job({ group: 'second' })]);
    await until(() => ran.length === 2, 20_000);
    expect((await admin.keys('*')).some((key) => key.startsWith('{bull}:newpay-shop-6-'))).toBe(
      true,
    );
    // At the same time, with keys of different slots: one script could not have both.
    const claims = ['A1001', 'A1002', 'A1003'].map((order) =>
      queue.store.claim(`payment::6:${order}`, 3),
    );
    expect((await Promise.all(claims)).map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('claimed'),
    );
  });
});

it('add() refuses a transaction of a database, and jobs of several scopes.', async () => {
  const queue = use({ connection: { host: '127.0.0.1', port: await freePort() } });
  await expect(queue.add([job()], { db: {} })).rejects.toThrow(
    new TypeError(
      'BullMqQueue cannot store jobs in a transaction of a database: leave out "db", or use PgBossQueue',
    ),
  );
  await expect(queue.add([job(), job({ scope: 'other:6' })])).rejects.toThrow(
    new TypeError('add() takes jobs of one scope: call it once for each scope'),
  );
});
