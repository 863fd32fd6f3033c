import { randomUUID } from 'node:crypto';
import { Queue, type Job, type JobType } from 'bullmq';
import { BullMqQueue } from '../../lib/bullmq/index.js';
import { queueNameOf as bullMqName } from '../../lib/bullmq/job-names.js';
import type { NewPayQueue } from '../../lib/index.js';
import { OwnBoss } from './boss.js';
import { redisUrl } from './services.js';
import { APP_ID } from './signed-callback.js';

/** A state of jobs that both engines have; `delayed` jobs wait for their time. */
export type JobState = 'delayed' | 'failed' | 'completed';

/** An engine of the test's own, with a new queue for each app. */
export interface OwnEngine {
  /** A queue without jobs. */
  newQueue(): NewPayQueue;
  /** The latest queue, as another process opens it. */
  sameQueue(): NewPayQueue;
  /** How many jobs of an order in the latest queue have a state. */
  count(orderNo: string, state: JobState): Promise<number>;
  /** Retries the failed jobs of an order with the engine's own function. */
  retry(orderNo: string): Promise<void>;
  stop(): Promise<void>;
}

/** By its name; each needs its server. */
export const ENGINES: readonly (readonly [name: string, start: () => Promise<OwnEngine>])[] = [
  ['pg-boss', startPgBoss],
  ['BullMQ', startBullMq],
];

async function startPgBoss(): Promise<OwnEngine> {
  const own = await OwnBoss.start();
  const conditions: Readonly<Record<JobState, string>> = {
    delayed: `state IN ('created', 'retry') AND start_after > now()`,
    failed: `state = 'failed'`,
    completed: `state = 'completed'`,
  };
  const jobs = (orderNo: string, state: JobState): Promise<{ name: string; id: string }[]> =>
    own.rows(
      `SELECT name, id FROM "${own.schema}".job WHERE data->>'group' = $1 AND ${conditions[state]}`,
      [orderNo],
    );
  let queues = 0;
  return {
    newQueue: () => own.queue({ name: `q${++queues}` }),
    sameQueue: () => own.queue({ name: `q${queues}` }),
    count: async (orderNo, state) => (await jobs(orderNo, state)).length,
    retry: async (orderNo) => {
      for (const { name, id } of await jobs(orderNo, 'failed')) {
        await own.boss.retry(name, id);
      }
    },
    stop: () => own.stop(),
  };
}

async function startBullMq(): Promise<OwnEngine> {
  const prefix = randomUUID();
  const connection = { url: redisUrl };
  const opened: Queue[] = [];
  const jobs = async (orderNo: string, state: JobType): Promise<Job[]> =>
    ((await opened.at(-1)?.getJobs([state])) ?? []).filter(
      (job: Job) => (job.data as { group: string }).group === orderNo,
    );
  const open = (name: string): NewPayQueue =>
    new BullMqQueue({ connection, prefix, name, store: { prefix: `${prefix}:` } });
  return {
    newQueue: () => {
      const name = `q${opened.length + 1}`;
      opened.push(new Queue(bullMqName(name, `:${APP_ID}`), { connection, prefix }));
      return open(name);
    },
    sameQueue: () => open(`q${opened.length}`),
    count: async (orderNo, state) => (await jobs(orderNo, state)).length,
    retry: async (orderNo) => {
      await Promise.all((await jobs(orderNo, 'failed')).map((job) => job.retry()));
    },
    stop: async () => {
      for (const queue of opened) {
        await queue.obliterate({ force: true });
        await queue.close();
      }
    },
  };
}
