import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { BullMqQueue } from '../../../lib/bullmq/index.js';
import { queueNameOf } from '../../../lib/bullmq/job-names.js';
import {
  MemoryCallbackStore,
  NewPayModule,
  NewPayService,
  type NewPayQueueJob,
} from '../../../lib/index.js';
import { PgBossQueue } from '../../../lib/pg-boss/index.js';
import { startHostApp, validOptions, type HostApp } from '../../support/host-app.js';
import { PaymentListener } from '../../support/listeners.js';
import { ManualQueue } from '../../support/manual-queue.js';
import { OwnRedis } from '../../support/own-redis.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { redisUrl } from '../../support/services.js';
import {
  APP_ID,
  paymentFields,
  signedBody,
  type JsonFields,
} from '../../support/signed-callback.js';
import { until } from '../../support/until.js';
import { untyped } from '../../support/untyped.js';
import { bootError, logged, messagesOf, thrown, withHost, type Scenarios } from './scenario.js';

const SCOPE = `:${APP_ID}`;

/** Boots with options of which one is wrong. */
const withOptions = (changes: object) => () =>
  bootError(NewPayModule.forRoot({ ...validOptions(), ...changes }));

const deliver = (host: HostApp, fields: JsonFields = {}) =>
  host.postCallback(signedBody(paymentFields(fields)));

/** What an app logs whose queue moves as the scenario says. */
const withQueue = (
  use: (host: HostApp, queue: ManualQueue) => unknown,
  {
    queue = new ManualQueue(),
    ...changes
  }: { queue?: ManualQueue; store?: MemoryCallbackStore } = {},
): Promise<string[]> =>
  logged(
    {
      providers: [PaymentListener],
      options: {
        queue,
        store: new MemoryCallbackStore(),
        retry: { attempts: 2 },
        ...changes,
      },
    },
    async (host) => {
      await until(() => queue.isWorking);
      await use(host, queue);
    },
  );

/** What is logged about a job that another program, or another version, has stored. */
const aboutJob = (changes: Partial<NewPayQueueJob>) =>
  withQueue(async (_host, queue) => {
    await queue.add([jobOf(changes)]);
    await queue.pass(1);
  });

const jobOf = (changes: Partial<NewPayQueueJob> = {}): NewPayQueueJob => ({
  id: 'j1',
  kind: 'event',
  scope: SCOPE,
  group: 'A1001',
  data: { version: 1 },
  attempts: 2,
  backoff: 1_000,
  ...changes,
});

/** What is thrown by a call of an app with a queue. */
const thrownBy = (use: (newPay: NewPayService) => Promise<unknown>, options: object) =>
  withHost({ providers: [PaymentListener], options }, ({ app }) =>
    thrown(() => use(app.get(NewPayService))),
  );

/** A `PgBoss` that answers as the scenario says. */
const bossWith = (changes: object = {}) =>
  untyped({
    createQueue: async () => undefined,
    insert: async () => undefined,
    fetch: async () => [],
    complete: async () => undefined,
    fail: async () => undefined,
    getDb: () => ({ executeSql: async () => ({ rows: [] }) }),
    on: () => undefined,
    listenerCount: () => 1,
    ...changes,
  });

const pgBoss = (options: object) => () => thrown(() => new PgBossQueue(bossWith(), options));
const bullMq = (options: object) => () => thrown(() => new BullMqQueue(options));
const CONNECTION = { connection: { url: redisUrl } };

/** What the loggers of a queue write. */
async function written(use: (logger: RecordingLogger) => Promise<unknown>): Promise<string[]> {
  const logger = new RecordingLogger();
  Logger.overrideLogger(logger);
  await use(logger);
  return messagesOf(logger);
}

/** What is logged while a job of pg-boss runs, and until its worker is closed. */
const whileRunning = (boss: object, { timeout, waits }: { timeout: number; waits: boolean }) =>
  written(async (logger) => {
    let isFetched = false;
    let finish: (value: unknown) => void = () => undefined;
    const running = new Promise((resolve) => (finish = resolve));
    const fetch = async () => {
      const isFirst = !isFetched;
      isFetched = true;
      return isFirst ? [{ id: 'u1', data: jobOf(), retryCount: 0, retryLimit: 1 }] : [];
    };
    const queue = new PgBossQueue(bossWith({ fetch, ...boss }), { lease: 3_000 });
    const worker = await queue.work(SCOPE, async () => {
      await running;
      return { outcome: 'done' };
    });
    await until(() => isFetched);
    if (waits) {
      await until(() => logger.lines.length > 0);
    }
    const closed = worker.close(timeout);
    if (timeout > 1_000) {
      finish(undefined);
    }
    await closed;
    finish(undefined);
  });

const lost = () => Promise.reject(new Error('Connection terminated unexpectedly'));
const withoutDatabase = { getDb: () => ({ executeSql: lost }) };

/** What a worker of pg-boss logs when `fetch` answers something. */
const fetching = (fetch: () => Promise<unknown>) => () =>
  written(async (logger) => {
    const queue = new PgBossQueue(bossWith({ fetch }), { pollingInterval: 10 });
    const worker = await queue.work(SCOPE, async () => ({ outcome: 'done' }));
    await until(() => logger.lines.length > 0);
    await worker.close(10);
  });

/** What pg-boss stores as the reason of a job that a worker cannot read, and what is logged. */
const reasonOfFailure = (data: object) => async (): Promise<string[]> => {
  const reasons: string[] = [];
  const jobs = [{ id: 'u1', data, retryCount: 0, retryLimit: 1 }];
  const boss = bossWith({
    fetch: async () => jobs.splice(0),
    fail: async (_name: string, _id: string, { message }: { message: string }) =>
      void reasons.push(message),
  });
  const logs = await written(async () => {
    const worker = await new PgBossQueue(boss).work(SCOPE, async () => ({ outcome: 'done' }));
    await until(() => reasons.length > 0);
    await worker.close(1_000);
  });
  return [...reasons, ...logs];
};

/** A queue whose workers, and itself, cannot be closed. */
class UnclosableQueue extends ManualQueue {
  override async work(...given: Parameters<ManualQueue['work']>) {
    await super.work(...given);
    return { close: lost };
  }

  override close(): Promise<void> {
    return lost();
  }
}

/** The options of the module, of queues, and the engines. */
export const ofQueues: Scenarios = {
  'a queue that is none': withOptions({ queue: {} }),
  'a queue that is a class': withOptions({ queue: PgBossQueue }),
  'a queue without a method': withOptions({
    queue: untyped({
      ...new ManualQueue(),
      open() {},
      add() {},
      work() {},
      failed() {},
      retry() {},
      close() {},
    }),
  }),
  'no attempts': withOptions({ retry: { attempts: 0 } }),
  'times of a watch that are none': withOptions({ watch: [] }),
  'no queries': withOptions({ queryRate: 0 }),
  'redeliver without a queue': () => thrownBy((newPay) => newPay.redeliver('A1001'), {}),
  'watch without a queue': () => thrownBy((newPay) => newPay.watch('A1001'), {}),
  'watch with watch: false': () =>
    thrownBy((newPay) => newPay.watch('A1001'), { queue: new ManualQueue(), watch: false }),

  'a queue that is down at boot': async () => {
    const queue = new ManualQueue();
    queue.isDown = true;
    return logged(
      { providers: [PaymentListener], options: { queue, store: new MemoryCallbackStore() } },
      async (host) => {
        await until(() => host.logger.textsOf('error').length > 0);
        await deliver(host);
        queue.isDown = false;
        await until(() => queue.isWorking, 20_000);
        await until(() => host.logger.textsOf('log').some((text) => text.includes('again')));
      },
    );
  },
  'a queue that answers something else': () =>
    withQueue(async (host, queue) => {
      queue.add = () => untyped(Promise.resolve('OK'));
      await deliver(host);
    }),
  'a queue that cannot be closed': async () => {
    const queue = new UnclosableQueue();
    const host = await startHostApp({
      providers: [PaymentListener],
      options: { queue, store: new MemoryCallbackStore() },
    });
    await until(() => queue.isWorking);
    await host.app.close();
    return messagesOf(host.logger);
  },
  'a listener that fails for ever': () =>
    withQueue(async (host, queue) => {
      host.app.get(PaymentListener).before = () => Promise.reject(new Error('no mail server'));
      await deliver(host);
      await queue.pass(3_600_000);
    }),
  'a store that is away': () => {
    const store = new MemoryCallbackStore();
    store.claim = lost;
    return withQueue(
      async (host, queue) => {
        await deliver(host);
        await queue.pass(1);
      },
      { store },
    );
  },
  'a failed payment after a paid one': () =>
    withQueue(async (host, queue) => {
      await deliver(host);
      await queue.pass(1);
      await deliver(host, { transStatus: 1 });
      await queue.pass(1);
    }),
  'a failed payment whose job is old': () =>
    withQueue(async (host, queue) => {
      await deliver(host, { transStatus: 1 });
      const [job] = queue.jobsOf('event');
      const event = { ...Object(job?.data['event']), orderNo: 'A1002' };
      await queue.add([
        jobOf({ data: { ...job?.data, version: 1, event, dueAt: 0 }, attempts: 1 }),
      ]);
      await queue.pass(1);
    }),
  'a listener that this process does not have': () =>
    withQueue(async (host, queue) => {
      await deliver(host);
      const [job] = queue.jobsOf('event');
      await queue.add([
        jobOf({ data: { ...job?.data, version: 1, listener: 'Shop.ship', dueAt: 0 } }),
        jobOf({ id: 'j2', data: { ...job?.data, version: 1, listener: '', dueAt: 0 } }),
      ]);
      await queue.pass(1);
    }),
  'a listener that another process has': () =>
    withQueue(async (host, queue) => {
      await deliver(host);
      const [job] = queue.jobsOf('event');
      await queue.add([jobOf({ data: { ...job?.data, version: 1, listener: 'Shop.ship' } })]);
      await queue.pass(1);
    }),
  'a job of a newer version': () => aboutJob({ data: { version: 2 } }),
  'a job of a newer version, at its last attempt': () =>
    withQueue(async (_host, queue) => {
      await queue.add([jobOf({ data: { version: 2 } })]);
      await queue.pass(10_000);
    }),
  'a job without a listener': () => aboutJob({ data: { version: 1 } }),
  'a job without an event': () => aboutJob({ data: { version: 1, listener: 'ship', event: {} } }),
  'a job of an unknown kind': () => aboutJob({ kind: 'unknown' }),
  'a watch of a newer version': () => aboutJob({ kind: 'watch', data: { version: 2 } }),
  'a watch of another API': () => aboutJob({ kind: 'watch', data: { version: 1, api: 'v9' } }),
  'a watch without its times': () => aboutJob({ kind: 'watch', data: { version: 1, api: 'v1' } }),
  'a job of another program': reasonOfFailure({}),

  'an option of pg-boss that is unknown': pgBoss({ lese: 1 }),
  'a name of pg-boss that is none': pgBoss({ name: 'my queue' }),
  'a schema of pg-boss that is none': pgBoss({ schema: 'my schema' }),
  'a short lease of pg-boss': pgBoss({ lease: 1_000 }),
  'a pg-boss that is none': () => thrown(() => new PgBossQueue(untyped({}))),
  'a pg-boss that is not started': () =>
    thrown(() =>
      new PgBossQueue(bossWith({ getDb: () => ({ executeSql: async () => undefined }) })).failed(
        SCOPE,
        1,
      ),
    ),
  'a database of pg-boss that may lose jobs': () =>
    written(() =>
      new PgBossQueue(
        bossWith({
          getDb: () => ({
            executeSql: async () => ({ rows: [{ outcome: 'ready', setting: 'off' }] }),
          }),
        }),
      ).open(),
    ),
  'another answer of the database of pg-boss': () =>
    thrown(() =>
      new PgBossQueue(bossWith({ getDb: () => ({ executeSql: async () => ({}) }) })).failed(
        SCOPE,
        1,
      ),
    ),
  'jobs of two scopes for pg-boss': () =>
    thrown(() => new PgBossQueue(bossWith()).add([jobOf(), jobOf({ scope: 'other' })])),
  'jobs that pg-boss passes over': () =>
    thrown(() =>
      new PgBossQueue(
        bossWith({ getDb: () => ({ executeSql: async () => ({ rows: [{ count: 0 }] }) }) }),
      ).add([jobOf()]),
    ),
  'an error of pg-boss': () =>
    written((logger) => {
      const boss = bossWith({
        listenerCount: () => 0,
        on: (_event: string, listen: (error: Error) => void) => listen(new Error('gone')),
      });
      return new PgBossQueue(boss).open().catch(() => logger);
    }),
  'jobs of pg-boss that cannot be fetched': fetching(lost),
  'jobs of pg-boss that are no list': fetching(async () => 'jobs'),
  'jobs of pg-boss that are none': fetching(async () => [{}]),
  'a job of pg-boss whose end is not stored': () =>
    whileRunning({ complete: lost }, { timeout: 5_000, waits: false }),
  'a lease of pg-boss that is not renewed': () =>
    whileRunning(withoutDatabase, { timeout: 1, waits: true }),

  'an option of BullMQ that is unknown': bullMq({ ...CONNECTION, lese: 1 }),
  'a BullMQ without a connection': bullMq({}),
  'a connection that is a text': bullMq({ connection: untyped(redisUrl) }),
  'a connection with a prefix of its own': bullMq({ connection: { keyPrefix: 'shop:' } }),
  'a Queue that is none': bullMq({ queue: {} }),
  'a Queue beside a name': () =>
    thrown(
      () =>
        new BullMqQueue(untyped({ queue: { addBulk() {}, getJob() {}, name: 'q' }, name: 'mine' })),
    ),
  'a name of BullMQ that is none': bullMq({ ...CONNECTION, name: 'my queue' }),
  'a prefix of BullMQ that is none': bullMq({ ...CONNECTION, prefix: '' }),
  'a prefix without a hash tag': bullMq({ connection: { isCluster: true }, prefix: 'bull' }),
  'a short lease of BullMQ': bullMq({ ...CONNECTION, lease: 10 }),
  'a transaction for BullMQ': () =>
    thrown(() => new BullMqQueue(CONNECTION).add([jobOf()], { db: {} })),
  'jobs of two scopes for BullMQ': () =>
    thrown(() => new BullMqQueue(CONNECTION).add([jobOf(), jobOf({ scope: 'other' })])),
  'a Queue of BullMQ over another database': async () => {
    const queue = { addBulk() {}, getJob() {}, name: 'q', opts: { connection: {} } };
    // Its cause is what it ends with.
    return (await thrown(() => new BullMqQueue(untyped(queue)).open())).slice(0, 1);
  },
  'two workers of one scope': async () => {
    const queue = new BullMqQueue({ ...CONNECTION, name: 'twice' });
    const worker = await queue.work(SCOPE, async () => ({ outcome: 'done' }));
    const messages = await thrown(() => queue.work(SCOPE, async () => ({ outcome: 'done' })));
    await worker.close(1);
    await queue.close();
    return messages;
  },
  'a Queue of BullMQ with jobs of another registration': () =>
    written(async (logger) => {
      const own = new Queue('shared', { connection: { url: redisUrl }, prefix: randomUUID() });
      const queue = new BullMqQueue(own);
      const worker = await queue.work(SCOPE, async () => ({ outcome: 'done' }));
      await queue.add([jobOf({ scope: 'other' })]);
      await until(() => logger.textsOf('warn').some((text) => text.includes('does not run')));
      await worker.close(1);
      await queue.close();
      await own.obliterate({ force: true });
      await own.close();
    }),
  'a Redis that is away, with BullMQ': () =>
    written(async (logger) => {
      const queue = new BullMqQueue({ connection: { host: '127.0.0.1', port: 1 } });
      const [message = ''] = await thrown(() => queue.open());
      await queue.close();
      logger.warn(message);
    }),
  'a Redis with the keys of another program, and that forgets': async () => {
    const server = await OwnRedis.start({ keepsData: false });
    const redis = new Redis(server.url);
    const queue = new BullMqQueue({ connection: { url: server.url } });
    try {
      return await written(async (logger) => {
        await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
        await queue.open();
        await redis.set(`bull:${queueNameOf('newpay', SCOPE)}:events`, 'another');
        const [message = ''] = await thrown(() => queue.add([jobOf()]));
        logger.warn(message);
      });
    } finally {
      await queue.close();
      redis.disconnect();
      await server.stop();
    }
  },
};
