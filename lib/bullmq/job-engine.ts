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
  isDemoted,
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

/** The states of a job that BullMQ runs, has run, or keeps as failed. */
const STORED_STATES: ReadonlySet<unknown> = new Set([
  'waiting',
  'waiting-children',
  'active',
  'delayed',
  'prioritized',
  'completed',
  'failed',
]);

/** The reply to one command of a transaction. */
type Stored = readonly [error: unknown, reply: unknown];

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
  /** Of the connection, since it was last ready: why it is not. */
  #lastError: string | undefined;

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
      this.#requireConnection(client);
      this.reach.isAway = false;
      this.#lastError = undefined;
      return client;
    } catch (error) {
      this.reach.isAway = true;
      const reason = this.#lastError ?? messageOf(error);
      throw new Error(`Redis cannot be reached: ${reason}`, { cause: error });
    }
  }

  #requireConnection({ status }: { readonly status?: unknown }): void {
    const isOwn = this.options.queue === undefined;
    if (isOwn && typeof status === 'string' && status !== 'ready') {
      throw new Error(status);
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
      // Of a job that is not known, nothing.
      transaction.hgetall(queue.toKey(engineIdOf(job)));
      await this.#engineJobOf(queue, job).addJob(transaction, {});
    }
    const left = (): number => Math.max(end - performance.now(), 1);
    const replies: unknown = await withTimeout(transaction.exec(), left()).catch(throwFirstCause);
    if (!hasError(replies, isUnknownScript)) {
      if (hasError(replies, isDemoted)) {
        void this.#drop(queue);
      }
      const known = requireStored(replies, jobs);
      if (known.length > 0) {
        await withTimeout(this.#storeAgain(known, client, queue), left());
      }
      return;
    }
    // Redis has lost its scripts under an open connection. Only outside of a transaction are they sent again. A crash in
    // between leaves a part of the jobs, which the next delivery completes: nothing is acknowledged yet.
    for (const job of jobs) {
      await withTimeout(this.#engineJobOf(queue, job).addJob(client, {}), left());
    }
  }

  /**
   * A script of BullMQ that fails in the middle, as without a right that it needs, leaves the data of a job that is in no
   * list: it counts as known, and never runs. Asks only for jobs that were known before, as at a repeated delivery.
   */
  async #storeAgain(
    jobs: readonly NewPayQueueJob[],
    client: EngineClient,
    queue: Queue,
  ): Promise<void> {
    for (const job of jobs) {
      const engineId = engineIdOf(job);
      const state: unknown = await queue.getJobState(engineId);
      if (state === 'unknown') {
        const transaction = client.multi();
        transaction.del(queue.toKey(engineId));
        await this.#engineJobOf(queue, job).addJob(transaction, {});
        requireStored(await transaction.exec(), [job]);
      } else if (!STORED_STATES.has(state)) {
        throw notStored(`the state of a job is "${String(state)}"`);
      }
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
    queue.on('error', (error: unknown) => {
      this.#lastError = messageOf(error);
      this.onError(error);
    });
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
function isUnknownScript(error: unknown): boolean {
  return messageOf(error).startsWith('NOSCRIPT');
}

function hasError(replies: unknown, isIt: (error: unknown) => boolean): boolean {
  return Array.isArray(replies) && (replies as Stored[]).some(([error]) => error && isIt(error));
}

/** Why Redis has discarded a transaction, such as a full memory: its last error does not say. */
function throwFirstCause(error: unknown): never {
  const { previousErrors } = Object(error) as { previousErrors?: unknown };
  const [first] = Array.isArray(previousErrors) ? (previousErrors as unknown[]) : [];
  throw first === undefined ? error : notStored(first);
}

/**
 * @param replies for each job what was known of it, and its id
 * @returns the jobs that were known
 */
function requireStored(replies: unknown, jobs: readonly NewPayQueueJob[]): NewPayQueueJob[] {
  const stored = Array.isArray(replies) ? (replies as Stored[]) : [];
  const failed = stored.find(
    ([error, reply], i) => error || (i % 2 === 1 && typeof reply !== 'string'),
  );
  if (stored.length !== 2 * jobs.length || failed) {
    throw notStored(failed?.[0]);
  }
  return jobs.filter((_, i) => Object.keys(Object(stored[2 * i]?.[1]) as object).length > 0);
}

function notStored(cause: unknown): Error {
  const reason = cause ? `: ${messageOf(cause)}` : '';
  return new Error(`Redis has not stored the jobs${reason}`);
}
