import { setImmediate } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { visibleText } from '../errors/escape-invisible.js';
import type {
  NewPayJobHandler,
  NewPayJobResult,
  NewPayQueueWorker,
} from '../queue/queue.interface.js';
import { JobRun } from '../queue/job-run.js';
import { readJobToRun } from '../queue/stored-job.js';
import { withTimeout } from '../user-code/run-user-code.js';
import type { JobStatements } from './job-statements.js';
import { CompletionBatch } from './completion-batch.js';
import { readFetchedJobs, type FetchedJob } from './fetched-job.js';
import type { NewPayPgBoss, NewPayPgBossDb } from './pg-boss.interface.js';

/** What a worker needs of its queue. */
export interface PgBossWorkerParts {
  readonly boss: NewPayPgBoss;
  readonly sql: JobStatements;
  readonly execute: NewPayPgBossDb['executeSql'];
  /** The name of pg-boss's queue. */
  readonly name: string;
  readonly handler: NewPayJobHandler;
  readonly concurrency: number;
  /** In milliseconds. */
  readonly pollingInterval: number;
  /** In milliseconds. */
  readonly lease: number;
  readonly logger: Logger;
}

interface RunningJob {
  readonly run: JobRun;
  readonly ended: Promise<void>;
}

/** How often, and after which pause, the end of a job is told to a database that is away. */
const SETTLE_TRIES = 30;
const SETTLE_PAUSE = 1_000;
/** How long the same failure of a fetch is not logged again, in milliseconds. */
const QUIET = 60_000;
/** How often failed jobs of crashed processes are kept from being removed, in milliseconds. */
const KEEP_INTERVAL = 10 * 60 * 1000;

/**
 * Fetches jobs of one queue and runs them side by side, each with an end of its own: `work()` of pg-boss
 * ends the jobs of a batch together.
 */
export class PgBossWorker implements NewPayQueueWorker {
  readonly #running = new Map<string, RunningJob>();
  /** How many of them have been run, and their end is being stored. */
  #settling = 0;
  readonly #givenBack = new Set<string>();
  readonly #timers: NodeJS.Timeout[];
  readonly #completions: CompletionBatch;
  #wake: () => void = () => undefined;
  #isWoken = false;
  #isClosing = false;
  /** Whether it waits for a place. */
  #isFull = false;
  #lastFailure: { readonly text: string; readonly at: number } | undefined;
  readonly #looped: Promise<void>;

  constructor(private readonly parts: PgBossWorkerParts) {
    this.#completions = new CompletionBatch((ids) =>
      this.#within(parts.boss.complete(parts.name, ids)),
    );
    this.#timers = [
      setInterval(() => void this.#touch(), parts.lease / 3).unref(),
      setInterval(() => void this.#keepFailed(), KEEP_INTERVAL).unref(),
    ];
    this.#looped = this.#loop();
  }

  /** Looks for jobs at once. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  #wakeIfFull(): void {
    if (this.#isFull && this.#freePlaces() > 0) {
      this.wake();
    }
  }

  async close(timeout: number): Promise<void> {
    this.#isClosing = true;
    this.wake();
    const idle = async (): Promise<void> => {
      await this.#looped;
      await Promise.all(Array.from(this.#running.values(), ({ ended }) => ended));
    };
    await withTimeout(idle(), timeout).catch(() => this.#giveBackRunning());
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
  }

  async #loop(): Promise<void> {
    while (!this.#isClosing) {
      this.#isWoken = false;
      this.#isFull = false;
      const free = this.#freePlaces();
      const fetched = free > 0 ? await this.#fetch(free) : 0;
      if (!this.#isClosing && (free === 0 || fetched < free)) {
        // Either all places are taken, or no more job is due.
        this.#isFull = free === 0;
        await this.#sleep(free === 0 ? undefined : this.parts.pollingInterval);
        // Jobs that were completed together free their places together: one fetch fills them.
        await setImmediate();
      }
    }
  }

  /** A job whose end is being stored leaves its place to another one, as long as the database keeps up. */
  #freePlaces(): number {
    const { concurrency } = this.parts;
    return Math.max(0, concurrency - this.#running.size + Math.min(this.#settling, concurrency));
  }

  async #fetch(batchSize: number): Promise<number> {
    let fetching: Promise<unknown> | undefined;
    try {
      fetching = this.#askForJobs(batchSize);
      const jobs = readFetchedJobs(await this.#within(fetching));
      this.#lastFailure = undefined;
      if (this.#isClosing) {
        await this.#giveBack(jobs.map(({ id }) => id));
        return 0;
      }
      for (const job of jobs) {
        this.#begin(job);
      }
      return jobs.length;
    } catch (error) {
      this.#reportFailure(messageOf(error));
      this.#giveBackLate(fetching);
      return 0;
    }
  }

  /** `fetch()` of pg-boss answers that there are no jobs when its statement fails: the failure is noted on its way. */
  async #askForJobs(batchSize: number): Promise<unknown> {
    const { boss, name, execute } = this.parts;
    const failures: unknown[] = [];
    const executeSql: NewPayPgBossDb['executeSql'] = async (text, values) => {
      try {
        return await execute(text, values);
      } catch (error) {
        failures.push(error);
        throw error;
      }
    };
    const jobs = await boss.fetch(name, { batchSize, includeMetadata: true, db: { executeSql } });
    if (failures.length > 0) {
      throw failures[0];
    }
    return jobs;
  }

  /** The same failure comes again at each try while the database is away. */
  #reportFailure(message: string): void {
    const now = performance.now();
    const { text, at } = this.#lastFailure ?? { text: undefined, at: 0 };
    if (text !== message || now - at >= QUIET) {
      this.#lastFailure = { text: message, at: now };
      this.parts.logger.error(`Jobs could not be fetched, trying again: ${message}`);
    }
  }

  /** A connection that never answers must not keep this process from its jobs. Their lease ends within the same time. */
  #within<T>(call: Promise<T>): Promise<T> {
    return withTimeout(call, this.parts.lease);
  }

  /** Of an answer that came too late, so that another fetch runs them. */
  #giveBackLate(fetching: Promise<unknown> | undefined): void {
    Promise.resolve(fetching)
      .then((late) => this.#giveBack(readFetchedJobs(late).map(({ id }) => id)))
      .catch(() => undefined);
  }

  #begin(job: FetchedJob): void {
    const run = new JobRun(job.retryCount + 1);
    const ended = this.#run(job, run).finally(() => {
      // It may have been handed out again, after its lease.
      if (this.#running.get(job.id)?.run === run) {
        this.#running.delete(job.id);
      }
      this.#wakeIfFull();
    });
    this.#running.set(job.id, { run, ended });
  }

  /** Never rejects. */
  async #run(fetched: FetchedJob, run: JobRun): Promise<void> {
    let result: NewPayJobResult | undefined;
    let reason = 'the handler answered something that is not documented';
    try {
      const job = readJobToRun(fetched.id, fetched.data, this.parts.logger);
      result = await this.parts.handler(job, run);
    } catch (error) {
      reason = messageOf(error);
    }
    if (this.#givenBack.delete(fetched.id)) {
      return;
    }
    this.#settling += 1;
    this.#wakeIfFull();
    try {
      await this.#settle(fetched, result, reason);
    } finally {
      this.#settling -= 1;
    }
  }

  /** Tries for a while; then the lease of the job ends, and it is run again. */
  async #settle(
    job: FetchedJob,
    result: NewPayJobResult | undefined,
    reason: string,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#within(this.#settleOnce(job, result, reason));
      } catch (error) {
        if (tries === SETTLE_TRIES || this.#isClosing) {
          this.parts.logger.error(
            `The end of job ${job.id} could not be stored, so that it is run again: ${messageOf(error)}`,
          );
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, SETTLE_PAUSE));
      }
    }
  }

  async #settleOnce(
    job: FetchedJob,
    result: NewPayJobResult | undefined,
    reason: string,
  ): Promise<void> {
    const { execute, sql, name } = this.parts;
    switch (result?.outcome) {
      case 'done':
        return this.#completions.add(job.id);
      case 'again':
        await execute(sql.again, [name, [job.id], result.delay / 1000]);
        return;
      case 'failed':
        await execute(sql.setDelay, [name, job.id, Math.ceil(result.delay / 1000)]);
        return this.#fail(job, result.reason);
      case undefined:
      default:
        return this.#fail(job, reason);
    }
  }

  async #fail(job: FetchedJob, message: string): Promise<void> {
    // PostgreSQL stores no U+0000 and no half character.
    await this.parts.boss.fail(this.parts.name, job.id, { message: visibleText(message) });
    if (job.retryCount >= job.retryLimit) {
      await this.#keepFailed();
    }
  }

  async #touch(): Promise<void> {
    const { execute, sql, name, logger } = this.parts;
    if (this.#running.size > 0) {
      await execute(sql.touch, [name, [...this.#running.keys()]]).catch((error: unknown) =>
        logger.warn(`The lease of jobs could not be renewed, trying again: ${messageOf(error)}`),
      );
    }
  }

  /** Never rejects: it is tried again later. */
  async #keepFailed(): Promise<void> {
    const { execute, sql, name } = this.parts;
    await execute(sql.keepFailed, [name]).catch(() => undefined);
  }

  async #giveBackRunning(): Promise<void> {
    const ids = [...this.#running.keys()];
    for (const id of ids) {
      this.#givenBack.add(id);
      this.#running.get(id)?.run.abort();
    }
    await this.#giveBack(ids);
  }

  async #giveBack(ids: readonly string[]): Promise<void> {
    const { execute, sql, name, logger } = this.parts;
    if (ids.length > 0) {
      await execute(sql.again, [name, ids, 0]).catch((error: unknown) =>
        logger.error(`Jobs could not be given back, their lease will end: ${messageOf(error)}`),
      );
    }
  }

  #sleep(ms: number | undefined): Promise<void> {
    if (this.#isWoken) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
