import { Queue, Worker } from 'bullmq';
import type { NewPayQueue } from 'nestjs-newpay';
import { BullMqQueue } from 'nestjs-newpay/bullmq';
import { PgBossQueue } from 'nestjs-newpay/pg-boss';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import PgBoss from 'pg-boss';
import { CONCURRENCY, type EngineName } from './protocol.js';

const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const postgresUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** The queue of the hand-written route. */
const BY_HAND = 'by-hand';

/** A job as it is stored by hand. */
export interface HandMadeJob {
  readonly name: string;
  readonly data: object;
}

/** An engine, with the package and without it. */
export interface Engine {
  queue(): NewPayQueue;
  /** Stores jobs in one call, without the package. */
  add(jobs: readonly HandMadeJob[]): Promise<unknown>;
  /** Runs jobs without the package, and does nothing for them; `onJobs` is told how many are done. */
  work(onJobs: (count: number) => void): Promise<unknown>;
  /** The same in the shortest loop that the engine's calls allow, where that is not its worker. */
  loop(onJobs: (count: number) => void): Promise<unknown>;
  remove(): Promise<unknown>;
}

export async function openEngine(name: EngineName, place: string): Promise<Engine> {
  return name === 'bullmq' ? openBullMq(place) : openPgBoss(place);
}

function openBullMq(prefix: string): Engine {
  const connection = { url: redisUrl };
  let byHand: Queue | undefined;
  const work: Engine['work'] = async (onJobs) => {
    const options = { connection, prefix, concurrency: CONCURRENCY };
    const worker = new Worker(BY_HAND, async () => undefined, options);
    worker.on('completed', () => onJobs(1));
  };
  return {
    queue: () => new BullMqQueue({ connection, prefix, store: { prefix: `${prefix}:store:` } }),
    add: (jobs) => {
      byHand ??= new Queue(BY_HAND, { connection, prefix });
      return byHand.addBulk([...jobs]);
    },
    work,
    loop: work,
    remove: async () => {
      const redis = new Redis(redisUrl);
      for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
        if ((keys as string[]).length > 0) {
          await redis.unlink(...(keys as string[]));
        }
      }
      await redis.quit();
    },
  };
}

async function openPgBoss(schema: string): Promise<Engine> {
  const boss = new PgBoss({ connectionString: postgresUrl, schema, max: 10 });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue(BY_HAND);
  return {
    queue: () => new PgBossQueue(boss, { schema, store: { tablePrefix: `${schema}.newpay_` } }),
    add: (jobs) => boss.insert(jobs.map(({ data }) => ({ name: BY_HAND, data }))),
    work: (onJobs) =>
      boss.work(BY_HAND, { batchSize: CONCURRENCY, pollingIntervalSeconds: 0.5 }, async (jobs) =>
        onJobs(jobs.length),
      ),
    loop: async (onJobs) => {
      for (;;) {
        const jobs = await boss.fetch(BY_HAND, { batchSize: CONCURRENCY });
        if (jobs.length === 0) {
          return;
        }
        await boss.complete(
          BY_HAND,
          jobs.map(({ id }) => id),
        );
        onJobs(jobs.length);
      }
    },
    remove: async () => {
      await boss.stop({ graceful: false });
      const pool = new Pool({ connectionString: postgresUrl });
      await pool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
      await pool.end();
    },
  };
}
