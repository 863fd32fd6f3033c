/** @needs postgres */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { DataSource } from 'typeorm';
import type { NewPayQueueJob } from '../../lib/index.js';
import { queueNameOf, uuidOf } from '../../lib/pg-boss/job-names.js';
import { PgBossQueue } from '../../lib/pg-boss/index.js';
import { OwnBoss } from '../support/boss.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { postgresUrl } from '../support/services.js';
import { until } from '../support/until.js';
import { untyped } from '../support/untyped.js';

let own: OwnBoss;

beforeAll(async () => {
  own = await OwnBoss.start();
}, 30_000);

afterAll(() => own.stop());

const jobOf = (id: string, changes: Partial<NewPayQueueJob> = {}): NewPayQueueJob => ({
  id,
  kind: 'watch',
  scope: 'books:app',
  group: id,
  data: { version: 1 },
  delay: 60_000,
  attempts: 1,
  backoff: 0,
  ...changes,
});

describe('Jobs in the transaction of the app', () => {
  it.each(['pg', 'TypeORM', 'pg-boss'])(
    'of %s are committed and rolled back with it.',
    async (library) => {
      const queue = own.queue();
      await queue.open();
      const known = async (id: string) => (await queue.unfinished('books:app', id)).length;
      const pool = new pg.Pool({ connectionString: postgresUrl, max: 1 });
      const source = new DataSource({ type: 'postgres', url: postgresUrl });
      if (library === 'TypeORM') {
        await source.initialize();
      }
      const inTransaction = async (work: (db: unknown) => Promise<void>): Promise<void> => {
        if (library === 'TypeORM') {
          return source.transaction(work);
        }
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          await work(
            library === 'pg'
              ? client
              : { executeSql: (text: string, values: unknown[]) => client.query(text, values) },
          );
          await client.query('COMMIT');
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        } finally {
          client.release();
        }
      };

      await inTransaction(async (db) => {
        await queue.add([jobOf(`${library} kept`)], { db });
        expect(await known(`${library} kept`)).toBe(0);
      });
      await expect(
        inTransaction(async (db) => {
          await queue.add([jobOf(`${library} lost`)], { db });
          throw new Error('no stock');
        }),
      ).rejects.toThrow('no stock');

      expect(await known(`${library} kept`)).toBe(1);
      expect(await known(`${library} lost`)).toBe(0);
      await pool.end();
      if (library === 'TypeORM') {
        await source.destroy();
      }
    },
  );

  it('are refused when it is no transaction.', async () => {
    await expect(own.queue().add([jobOf('T1')], { db: {} })).rejects.toThrow(TypeError);
  });
});

describe('PgBossQueue', () => {
  it('stores nothing quietly: a queue that was deleted under it is an error, and made again.', async () => {
    const queue = own.queue({ name: 'deleted' });
    await queue.add([jobOf('Q1')]);
    const name = queueNameOf('deleted', 'books:app');
    await own.boss.purgeQueue(name);
    await own.boss.deleteQueue(name);

    await expect(queue.add([jobOf('Q2')])).rejects.toThrow(
      `pg-boss has stored 0 of 1 jobs: does its queue "${name}" exist?`,
    );
    await queue.add([jobOf('Q2')]);
    expect(await queue.unfinished('books:app', 'Q2')).toHaveLength(1);
  });

  it.each<[string, readonly number[], (text: string) => unknown]>([
    ['numbers as text', [pg.types.builtins.INT2, pg.types.builtins.INT4], String],
    ['numbers as bigint', [pg.types.builtins.INT2, pg.types.builtins.INT4], BigInt],
    ['JSON as text', [pg.types.builtins.JSON, pg.types.builtins.JSONB], String],
  ])('runs and lists jobs where the app has told pg to return %s.', async (what, oids, parse) => {
    const before = oids.map((oid) => [oid, pg.types.getTypeParser(oid)] as const);
    oids.forEach((oid) => pg.types.setTypeParser(oid, parse));
    try {
      const queue = own.queue();
      const attempts: number[] = [];
      const scope = `typed:${what}`;
      await queue.add([jobOf(what, { scope, delay: 0, attempts: 2 })]);
      expect(await queue.unfinished(scope, what)).toHaveLength(1);
      const worker = await queue.work(scope, async (job, { attempt }) => {
        attempts.push(attempt);
        return attempt < job.attempts
          ? { outcome: 'failed', delay: 0, reason: 'no stock' }
          : { outcome: 'done' };
      });
      await until(() => attempts.length === 2);
      await worker.close(1_000);
      expect(attempts).toEqual([1, 2]);
    } finally {
      before.forEach(([oid, parser]) => pg.types.setTypeParser(oid, parser));
    }
  });

  it('passes over a job that is not of this package when it lists jobs.', async () => {
    const queue = own.queue({ name: 'foreign' });
    await queue.add([jobOf('F1')]);
    const name = queueNameOf('foreign', 'books:app');
    const id = await own.boss.send(name, { group: 'F1' }, { retryLimit: 0 });
    const listed = await queue.unfinished('books:app', 'F1');
    expect(listed.map((job) => job.id)).toEqual(['F1']);

    await own.boss.fetch(name);
    await own.boss.fail(name, id ?? '');
    expect(await queue.failed('books:app', 10)).toEqual([]);
  });

  it('logs that it cannot run a job that is not of this package, as one that was edited by hand.', async () => {
    const logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    const queue = own.queue({ name: 'edited' });
    const worker = await queue.work('books:app', async () => ({ outcome: 'done' }));
    const id = await own.boss.send(queueNameOf('edited', 'books:app'), { kind: 'event' });
    await until(() => logger.textsOf('error').length > 0);
    await worker.close(1_000);
    Logger.overrideLogger(true);

    expect(logger.textsOf('error')).toEqual([
      `Job ${id} of the queue cannot be run: This is not a job of nestjs-newpay: "data" has no version. If a newer version has stored it, update this process. PgBossQueue`,
    ]);
  });

  it('says that pg-boss is not started.', async () => {
    const boss = new PgBoss({ connectionString: postgresUrl, schema: own.schema });

    await expect(own.queue({}, boss).open()).rejects.toThrow(
      'pg-boss is not started: call start() of the PgBoss before the app starts, and stop() after it has closed',
    );
  });

  it('says which schema it does not find.', async () => {
    await expect(own.queue({ schema: 'elsewhere' }).open()).rejects.toThrow(
      'relation "elsewhere.job" does not exist',
    );
  });

  it.each(['on', 'off'])(
    'warns once of a database that may lose jobs, with synchronous_commit = %s.',
    async (setting) => {
      const logger = new RecordingLogger();
      Logger.overrideLogger(logger);
      const url = new URL(postgresUrl);
      url.searchParams.set('options', `-csynchronous_commit=${setting}`);
      const queue = own.queue({}, await own.newBoss({ connectionString: url.href }));
      await queue.open();
      await queue.open();

      expect(logger.textsOf('warn')).toEqual(
        setting === 'on'
          ? []
          : [
              'PostgreSQL answers before jobs are on its disk, so that a crash of it loses jobs (synchronous_commit is "off"). ' +
                'Set "synchronous_commit = on" for the connections of PgBoss. PgBossQueue',
            ],
      );
    },
  );

  it('opens although the database does not tell its settings.', async () => {
    const boss = await own.newBoss({ connectionString: postgresUrl });
    const db = boss.getDb();
    let refused = 0;
    const executeSql = async (text: string, values: unknown[]) => {
      if (text.includes('current_setting')) {
        refused += 1;
        throw new Error('permission denied');
      }
      return db.executeSql(text, values);
    };
    Reflect.set(boss, 'getDb', () => ({ executeSql }));
    await expect(own.queue({}, boss).open()).resolves.toBeUndefined();
    expect(refused).toBe(1);
  });

  it('logs an error of pg-boss, which would end the process, on one line, and leaves a listener of the app alone.', async () => {
    const logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    const boss = new PgBoss({ connectionString: postgresUrl, schema: own.schema });
    await boss.start();
    await own.queue({}, boss).open();
    await own.queue({}, boss).open();

    expect(boss.listenerCount('error')).toBe(1);
    expect(boss.emit('error', new Error('connection lost\nERROR paid'))).toBe(true);
    await boss.stop({ graceful: false });
    Logger.overrideLogger(true);
    expect(logger.textsOf('error')).toEqual([
      String.raw`pg-boss: connection lost\u{a}ERROR paid PgBossQueue`,
    ]);
  });

  it('gives the place of a job to the next one while its end is being stored, but not to ever more.', async () => {
    const boss = await own.newBoss({ supervise: false });
    const complete = boss.complete.bind(boss);
    let store: () => void = () => undefined;
    const stored = new Promise<void>((resolve) => (store = resolve));
    Reflect.set(boss, 'complete', async (name: string, ids: string[]) => {
      await stored;
      return complete(name, ids);
    });
    const queue = own.queue({ concurrency: 2, name: 'places' }, boss);
    await queue.open();
    await queue.add(['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map((id) => jobOf(id, { delay: 0 })));
    const ran: string[] = [];
    const worker = await queue.work('books:app', async ({ id }) => {
      ran.push(id);
      return { outcome: 'done' };
    });
    await until(() => ran.length === 4);
    await pause(300);
    expect(ran).toHaveLength(4);

    store();
    await until(() => ran.length === 6);
    await worker.close(5_000);
    expect(ran.toSorted()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
  });

  it('goes on when a fetch and the end of a job are never answered, as by a connection that is gone.', async () => {
    const boss = await own.newBoss({ supervise: false });
    const queue = own.queue({ name: 'silent', lease: 3_000 }, boss);
    await queue.open();
    await queue.add(['f1', 'f2'].map((id) => jobOf(id, { delay: 0 })));
    const fetch = boss.fetch.bind(boss);
    const complete = boss.complete.bind(boss);
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    Reflect.set(boss, 'fetch', async (name: string, options: PgBoss.FetchOptions) => {
      Reflect.set(boss, 'fetch', fetch);
      const [jobs] = await Promise.all([fetch(name, { ...options, batchSize: 1 }), answered]);
      return jobs;
    });
    Reflect.set(boss, 'complete', () => {
      Reflect.set(boss, 'complete', complete);
      return new Promise(() => undefined);
    });
    const ran: string[] = [];
    const worker = await queue.work('books:app', async ({ id }) => {
      ran.push(id);
      return { outcome: 'done' };
    });
    await until(() => ran.length === 1, 10_000);
    expect(ran).toEqual(['f2']);
    // The answer that came too late is given back.
    answer();
    await until(() => ran.length === 2, 10_000);
    await until(async () => (await queue.unfinished('books:app', 'f2')).length === 0, 10_000);
    await worker.close(5_000);
  }, 40_000);

  it('logs once why jobs cannot be fetched, which pg-boss keeps for itself, and runs them afterwards.', async () => {
    const queue = own.queue({ name: 'unfetched' });
    await queue.open();
    await queue.add([jobOf('u1', { delay: 0 })]);
    const logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    await own.rows(`ALTER TABLE "${own.schema}".job RENAME TO job_away`);
    const ran: string[] = [];
    const worker = await queue.work('books:app', async ({ id }) => {
      ran.push(id);
      return { outcome: 'done' };
    });
    await until(() => logger.textsOf('error').length > 0);
    await pause(300);
    await own.rows(`ALTER TABLE "${own.schema}".job_away RENAME TO job`);
    await until(() => ran.length === 1);
    await worker.close(5_000);
    Logger.overrideLogger(true);

    expect(logger.textsOf('error')).toEqual([
      `Jobs could not be fetched, trying again: relation "${own.schema}.job" does not exist PgBossQueue`,
    ]);
  });

  it('keeps failed jobs from the maintenance of pg-boss.', async () => {
    const queue = own.queue({ name: 'kept' });
    const worker = await queue.work('books:app', async () => ({
      outcome: 'failed',
      delay: 0,
      // PostgreSQL stores neither of them.
      reason: 'no stock\u0000\ud83d',
    }));
    await queue.add([jobOf('K1', { delay: 0 })]);
    for (
      let tries = 0;
      tries < 500 && (await queue.failed('books:app', 1)).length === 0;
      tries += 1
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await worker.close(1_000);

    const [job] = await own.rows<{ years: number; output: unknown }>(
      `SELECT extract(year FROM age(completed_on))::int AS years, output FROM "${own.schema}".job
       WHERE data->>'group' = 'K1'`,
    );
    expect(job?.years).toBeLessThan(-90);
    expect(job?.output).toEqual({ message: 'no stock\\u{0}\\u{d83d}' });
  });

  it.each([
    [{ name: 'a b' }, 'name must be 1 to 40 letters, digits, "_" or "-", such as "newpay"'],
    [{ schema: 'a"b' }, 'schema must be the plain name of the schema of PgBoss, such as "pgboss"'],
    [{ concurrency: 0 }, 'concurrency must be a whole number above 0, such as 10'],
    [{ lease: 2_999 }, 'lease must be 3,000 milliseconds or more: pg-boss counts seconds'],
    [
      { concurency: 3 },
      'PgBossQueue has no option "concurency": the known ones are name, schema, concurrency, pollingInterval, lease, store',
    ],
  ])('refuses wrong options by name: %j', (options, message) => {
    expect(() => new PgBossQueue(own.boss, untyped(options))).toThrow(message);
  });

  it.each([[undefined], [null], [{}], ['postgres://127.0.0.1/test'], [PgBoss]])(
    'refuses what is no PgBoss: %p',
    (boss) => {
      expect(() => new PgBossQueue(untyped(boss))).toThrow(
        'PgBossQueue needs an instance of PgBoss, version 10, 11 or 12: it does not have createQueue(), insert(), fetch(), complete(), fail(), getDb()',
      );
    },
  );

  it('names queues so that a person finds them, and jobs by UUIDs.', () => {
    expect(queueNameOf('newpay', ':3514d694')).toMatch(/^newpay-default-3514d694-[0-9a-f]{8}$/);
    expect(queueNameOf('newpay', 'ຮ້ານ:a:b')).toMatch(/^newpay-_+-a_b-[0-9a-f]{8}$/);
    expect(uuidOf('a')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(uuidOf('a')).toBe(uuidOf('a'));
    expect(uuidOf('a')).not.toBe(uuidOf('b'));
  });
});
