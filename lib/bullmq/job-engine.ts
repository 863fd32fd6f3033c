import { Job, Queue, type JobType } from 'bullmq';
import { messageOf } from '../errors/error-message.js';
import type {
  NewPayJobHandler,
  NewPayQueueJob,
  NewPayQueueWorker,
} from '../queue/queue.interface.js';
import { findStoredJob, storedJob } from '../queue/stored-job.js';
import { withTimeout } from '../user-code/run-user-code.js';
import { BACKOFF_TYPE, BullMqWorker } from './bullmq-worker.js';
import type { ResolvedQueueOptions } from './bullmq-queue-options.js';
import {
  ignoreErrorsOnceClosed,
  impatientConnection,
  type EngineConnection,
} from './connections.js';
import { engineIdOf, groupPrefixOf, mayBeOfScope, suffixOf } from './job-names.js';

/** How long one call may take, in milliseconds: NewPay waits for the answer to its callback. */
const CALL_TIMEOUT = 4_000;

/** The same, after a call has waited in vain for the first connection. */
const AWAY_TIMEOUT = 300;

/** Where BullMQ keeps jobs that are not done. */
const UNFINISHED: readonly JobType[] = [
  'waiting',
  'active',
  'delayed',
  'failed',
  'prioritized',
  'paused' as JobType,
];

/** The part of a transaction's reply that says whether a job was stored. */
type Stored = readonly [error: unknown, id: unknown];

/** What the engines of one Redis know of it. */
export interface Reach {
  /** Whether the last call has waited in vain for a first connection. */
  isAway: boolean;
}

/** BullMQ's client of Redis. */
export type EngineClient = Awaited<ReturnType<Queue['getBackend']>['client']>;

/** One queue of BullMQ: stores its jobs, finds them and runs them. */
export class JobEngine {
  #queue: Queue | undefined;
  #connection: EngineConnection | undefined;
  #worker: BullMqWorker | undefined;

  constructor(
    private readonly name: string,
    private readonly options: ResolvedQueueOptions,
    private readonly onError: (error: unknown) => void,
    private readonly reach: Reach,
  ) {}

  /** The client of BullMQ's own, when it is connected. */
  async client(): Promise<EngineClient> {
    const timeout = this.reach.isAway ? AWAY_TIMEOUT : CALL_TIMEOUT;
    try {
      const client = await withTimeout(clientOf(this.#opened()), timeout);
      this.reach.isAway = false;
      return client;
    } catch (error) {
      this.reach.isAway = true;
      throw new Error(`Redis cannot be reached: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Stores jobs in one transaction. */
  async add(jobs: readonly NewPayQueueJob[]): Promise<void> {
    const end = performance.now() + CALL_TIMEOUT;
    const client = await this.client();
    const queue = this.#opened();
    // `addBulk` of BullMQ is a pipeline, of which a crash may keep a part.
    const transaction = client.multi();
    for (const job of jobs) {
      await this.#engineJobOf(queue, job).addJob(transaction, {});
    }
    const left = (): number => Math.max(end - performance.now(), 1);
    const replies: unknown = await withTimeout(transaction.exec(), left());
    if (!hasUnknownScript(replies)) {
      requireStored(replies, jobs.length);
      return;
    }
    // Redis has lost its scripts under an open connection. Only outside of a transaction are they sent again. A crash in
    // between leaves a part of the jobs, which the next delivery completes: nothing is acknowledged yet.
    for (const job of jobs) {
      await withTimeout(this.#engineJobOf(queue, job).addJob(client, {}), left());
    }
  }

  work(scope: string, handler: NewPayJobHandler): NewPayQueueWorker {
    if (!this.#worker || this.#worker.isOver) {
      const worker = new BullMqWorker({
        options: this.options,
        name: this.name,
        onError: this.onError,
        onEmpty: () => {
          if (this.#worker === worker) {
            this.#worker = undefined;
          }
        },
      });
      this.#worker = worker;
    }
    return this.#worker.begin(scope, handler);
  }

  async failed(scope: string, limit: number): Promise<NewPayQueueJob[]> {
    const ids = await this.#idsIn(['failed'], (id) => mayBeOfScope(id, scope));
    return this.#jobsOf(ids, (job) => job.scope === scope, limit);
  }

  async unfinished(scope: string, group: string): Promise<NewPayQueueJob[]> {
    const prefix = groupPrefixOf(scope, group);
    const ids = await this.#idsIn(UNFINISHED, (id) => id.startsWith(prefix));
    return this.#jobsOf(ids, (job) => job.scope === scope && job.group === group, Infinity);
  }

  async retry(scope: string, ids: readonly string[]): Promise<boolean[]> {
    const wanted = new Map(ids.map((id) => [suffixOf(scope, id), id]));
    const suffixLength = suffixOf(scope, '').length;
    const found = await this.#idsIn(UNFINISHED, (id) => wanted.has(id.slice(-suffixLength)));
    const engineIds = new Map(found.map((id) => [wanted.get(id.slice(-suffixLength)), id]));
    const results: boolean[] = [];
    for (const id of ids) {
      const engineId = engineIds.get(id);
      results.push(engineId !== undefined && (await this.#runNow(engineId)));
    }
    return results;
  }

  async close(): Promise<void> {
    if (this.#queue) {
      await this.#drop(this.#queue);
    }
  }

  #opened(): Queue {
    this.#queue ??= this.options.queue ?? this.#connected();
    return this.#queue;
  }

  #connected(): Queue {
    const { prefix, connection } = this.options;
    this.#connection = impatientConnection(connection);
    const queue = new Queue(this.name, {
      connection: this.#connection.connection,
      prefix,
      // Without a job, it is no queue that a dashboard should find.
      skipMetasUpdate: this.name === this.options.name,
    });
    queue.on('error', this.onError);
    ignoreErrorsOnceClosed(queue);
    // BullMQ remembers for ever that its first connection has failed.
    clientOf(queue).catch(() => void this.#drop(queue));
    return queue;
  }

  /** Never rejects. What belongs to the app stays open. */
  async #drop(queue: Queue): Promise<void> {
    if (this.#queue !== queue) {
      return;
    }
    const connection = this.#connection;
    this.#queue = undefined;
    this.#connection = undefined;
    if (queue !== this.options.queue) {
      await withTimeout(queue.close(), 1_000).catch(() =>
        withTimeout(queue.disconnect(), 1_000).catch(() => undefined),
      );
      connection?.disconnect();
    }
  }

  #engineJobOf(queue: Queue, job: NewPayQueueJob): Job {
    const { attempts, delay = 0, backoff, kind } = job;
    const options = {
      attempts,
      delay,
      backoff: { type: BACKOFF_TYPE, delay: backoff },
      removeOnComplete: { age: Math.ceil(this.options.retention / 1000) },
      removeOnFail: false,
      stackTraceLimit: 3,
    };
    return new Job(queue, kind, storedJob(job), options, engineIdOf(job));
  }

  async #idsIn(types: readonly JobType[], isWanted: (id: string) => boolean): Promise<string[]> {
    await this.client();
    const ids: unknown = await withTimeout(
      this.#opened().getRanges([...types], 0, -1),
      CALL_TIMEOUT,
    );
    return (ids as unknown[]).map(String).filter(isWanted);
  }

  async #jobsOf(
    ids: readonly string[],
    isWanted: (job: NewPayQueueJob) => boolean,
    limit: number,
  ): Promise<NewPayQueueJob[]> {
    const jobs: NewPayQueueJob[] = [];
    for (const id of ids) {
      if (jobs.length >= limit) {
        break;
      }
      const found = await withTimeout(this.#opened().getJob(id), CALL_TIMEOUT);
      const job = found && findStoredJob(found.data);
      if (job && isWanted(job)) {
        jobs.push(job);
      }
    }
    return jobs;
  }

  async #runNow(engineId: string): Promise<boolean> {
    const job = (await withTimeout(this.#opened().getJob(engineId), CALL_TIMEOUT)) as
      Job | undefined;
    const state = await withTimeout(job?.getState(), CALL_TIMEOUT);
    try {
      if (state === 'failed') {
        await withTimeout(job?.retry('failed'), CALL_TIMEOUT);
        return true;
      }
      if (state === 'delayed') {
        await withTimeout(job?.promote(), CALL_TIMEOUT);
        return true;
      }
      return state === 'waiting' || state === 'prioritized';
    } catch (error) {
      // Negative codes of BullMQ: the job has moved on since.
      if (Number((Object(error) as { code?: unknown }).code) < 0) {
        return false;
      }
      throw error;
    }
  }
}

/** Version 6 has the client at its backend. */
function clientOf(queue: Queue): Promise<EngineClient> {
  const { client, getBackend } = queue as Partial<Queue> & {
    readonly client?: Promise<EngineClient>;
  };
  const found = getBackend ? getBackend.call(queue).client : client;
  return found ?? Promise.reject(new TypeError('the Queue of BullMQ is not one over Redis'));
}

/** As after `SCRIPT FLUSH`, or a failover behind a proxy: `ioredis` loads the scripts of a transaction once a minute. */
function hasUnknownScript(replies: unknown): boolean {
  return (
    Array.isArray(replies) &&
    (replies as Stored[]).some(([error]) => error && messageOf(error).startsWith('NOSCRIPT'))
  );
}

function requireStored(replies: unknown, count: number): void {
  const stored = Array.isArray(replies) ? (replies as Stored[]) : [];
  const failed = stored.find(([error, id]) => error || typeof id !== 'string');
  if (stored.length !== count || failed) {
    const reason = failed?.[0] ? `: ${messageOf(failed[0])}` : '';
    throw new Error(`Redis has not stored the jobs${reason}`);
  }
}
