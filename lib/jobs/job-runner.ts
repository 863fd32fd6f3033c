import type { Logger, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { stacksOf } from '../errors/error-stacks.js';
import { isInstance } from '../errors/is-instance.js';
import { memberOf } from '../errors/member-of.js';
import type { JobOptions } from '../options/resolved-options.interface.js';
import type { RegistrationHealth } from '../observability/registration-health.js';
import type { Telemetry } from '../observability/telemetry.js';
import type {
  NewPayJobResult,
  NewPayJobRun,
  NewPayQueueJob,
  NewPayQueueWorker,
} from '../queue/queue.interface.js';
import { QueueUnavailableError } from '../queue/queue.errors.js';
import { retryDelay } from '../queue/retry-delay.js';
import { StrictQueue } from '../queue/strict-queue.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { StoreUnavailableError } from '../store/strict-callback-store.js';
import { STORE_TIMEOUT, withTimeout } from '../user-code/run-user-code.js';
import { deadLetterOf } from './dead-letter.js';
import { eventOfJob } from './event-of-job.js';
import { failureReason } from './failure-reason.js';
import { ageOf, handOver, HandoverReasons, withDueTime } from './handover.js';
import { NotRunnableHereError } from './not-runnable-here.error.js';

/** A job before it has the scope of its registration. */
export type UnscopedJob = Omit<NewPayQueueJob, 'scope'>;

/**
 * Runs the jobs of one kind. If it throws, the attempt has failed; if the store or the queue could not be
 * reached, the job waits, and no attempt is counted.
 *
 * @returns nothing, when the job is done
 */
export type KindHandler = (
  job: NewPayQueueJob,
  run: NewPayJobRun,
) => Promise<NewPayJobResult | void>;

/** What a job runner needs of its registration. */
export interface JobRunnerParts {
  readonly options: JobOptions;
  readonly registration: NewPayRegistration;
  readonly telemetry: Telemetry;
  readonly health: RegistrationHealth;
  readonly now: () => number;
  /** Resolves when the app's listeners are registered. */
  readonly untilReady: () => Promise<void>;
  /** Takes a function that the closing app calls with a time limit in milliseconds, and waits for. */
  readonly whenClosing: (close: (limit: number) => Promise<void>) => void;
}

/** The pause before the next try to reach the queue, in milliseconds. */
const REOPEN_PAUSE = 5_000;
/** The pause while the store or the queue cannot be reached, in milliseconds. */
const AWAY_PAUSE = 5_000;
/** How many dead letters a health check counts. */
const COUNTED = 100;

/** The jobs of one registration: stores them with the queue, and runs them in this process. */
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  /** The scope of this registration's jobs. */
  readonly scope: string;
  readonly #logger: Logger;
  readonly #queue: StrictQueue;
  readonly #handlers = new Map<string, KindHandler>();
  readonly #closing = new AbortController();
  readonly #handedOver = new HandoverReasons();
  #worker: NewPayQueueWorker | undefined;
  #hasBegun = false;

  constructor(private readonly parts: JobRunnerParts) {
    const { options, registration, health } = parts;
    this.scope = `${registration.name ?? ''}:${options.appId}`;
    this.#queue = new StrictQueue(options.queue);
    this.#logger = loggerFor('NewPayQueue', registration);
    parts.whenClosing((limit) => this.#stop(limit));
    health.countDeadLetters = async () => (await this.#queue.failed(this.scope, COUNTED)).length;
  }

  /** Names what runs the jobs of a kind. Call it before the app has started. */
  handle(kind: string, handler: KindHandler): void {
    this.#handlers.set(kind, handler);
  }

  /**
   * Stores jobs: all or none. Resolves when they are durable.
   *
   * @throws {QueueUnavailableError} whether they are stored is not known
   */
  async add(jobs: readonly UnscopedJob[], options?: { readonly db?: unknown }): Promise<void> {
    const { scope } = this;
    const now = this.parts.now();
    // `LazyModuleLoader` calls no hook of a module that it loads.
    this.#begin();
    await this.#queue.add(
      jobs.map((job) => ({ ...job, scope, data: withDueTime(job, now) })),
      options,
    );
  }

  /** How long ago a job was due for the first time, in milliseconds; `undefined` if it does not say. */
  ageOf(job: NewPayQueueJob): number | undefined {
    return ageOf(job, this.parts.now());
  }

  /**
   * The jobs of an order that are not done.
   *
   * @throws {QueueUnavailableError}
   */
  unfinished(group: string): Promise<readonly NewPayQueueJob[]> {
    return this.#queue.unfinished(this.scope, group);
  }

  /**
   * Runs jobs again now.
   *
   * @returns for each id, whether it runs again
   * @throws {QueueUnavailableError}
   */
  retry(ids: readonly string[]): Promise<readonly boolean[]> {
    return this.#queue.retry(this.scope, ids);
  }

  onApplicationBootstrap(): void {
    this.#begin();
  }

  /** Not awaited by the app: it starts although the queue cannot be reached. */
  #begin(): void {
    if (this.#hasBegun) {
      return;
    }
    this.#hasBegun = true;
    void this.#start().catch((error: unknown) =>
      this.#logger.error(`The queue's jobs are not run: ${messageOf(error)}`),
    );
  }

  /** Takes no new jobs, and gives back what has not ended within the limit. Never rejects. */
  async #stop(limit: number): Promise<void> {
    this.#closing.abort();
    try {
      // With time for the engine itself. An engine that never answers must not keep the app from ending.
      await withTimeout(this.#worker?.close(limit), limit + STORE_TIMEOUT);
    } catch (error) {
      this.#logger.error(`The queue's worker could not be closed: ${messageOf(error)}`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    try {
      await this.#queue.close();
    } catch (error) {
      this.#logger.error(`The queue could not be closed: ${messageOf(error)}`);
    }
  }

  async #start(): Promise<void> {
    let hasWarned = false;
    await this.parts.untilReady();
    while (!this.#closing.signal.aborted) {
      try {
        await this.#queue.open();
        if (this.parts.options.worker) {
          await this.#work();
        }
        if (hasWarned) {
          this.#logger.log('The queue is reachable again');
        }
        return;
      } catch (error) {
        if (!hasWarned) {
          hasWarned = true;
          this.#logger.error(
            `The queue cannot be reached, so callbacks are not acknowledged and no job runs; trying again: ${messageOf(error)}`,
          );
        }
        await this.#pause(REOPEN_PAUSE);
      }
    }
  }

  async #work(): Promise<void> {
    const worker = await this.#queue.work(this.scope, (job, run) => this.#run(job, run));
    if (this.#closing.signal.aborted) {
      await worker.close(0);
    } else {
      this.#worker = worker;
    }
  }

  /** Never rejects: the delay of the next attempt is ours. */
  async #run(job: NewPayQueueJob, run: NewPayJobRun): Promise<NewPayJobResult> {
    if (this.#closing.signal.aborted) {
      return { outcome: 'again', delay: 0 };
    }
    try {
      const handler = this.#handlers.get(job.kind);
      if (!handler) {
        throw new NotRunnableHereError(
          `the kind of job "${job.kind}" is unknown to this version: update this process`,
        );
      }
      return (await handler(job, run)) ?? { outcome: 'done' };
    } catch (error) {
      return isUnreachable(error)
        ? this.#wait(job, error)
        : (this.#handOver(job, error) ?? this.#fail(job, run, error));
    }
  }

  #wait(job: NewPayQueueJob, error: unknown): NewPayJobResult {
    this.#logger.error(
      `${describe(job)} waits, which is not counted as an attempt: ${messageOf(error)}`,
    );
    return { outcome: 'again', delay: AWAY_PAUSE };
  }

  #handOver(job: NewPayQueueJob, error: unknown): NewPayJobResult | undefined {
    const result = handOver(job, error, this.parts.now());
    if (result && this.#handedOver.isNew(error)) {
      this.#logger.warn(
        `${describe(job)} waits for another process, for an hour at most, which is not counted as an attempt; this is told once for all such jobs: ${messageOf(error)}`,
      );
    }
    return result;
  }

  #fail(job: NewPayQueueJob, { attempt }: NewPayJobRun, error: unknown): NewPayJobResult {
    const message = messageOf(error);
    const reason = failureReason(error);
    const letter = deadLetterOf(job, reason, attempt, this.parts.registration.name);
    const what = describe(job);
    const delay = retryDelay(job.backoff, attempt);
    if (attempt < job.attempts) {
      this.#logger.error(
        `${what} failed (attempt ${attempt} of ${job.attempts}, the next one in ${Math.round(delay / 1000)} s): ${message}`,
        stacksOf(error),
      );
    } else {
      this.#logger.error(
        `${what} failed for the last time (attempt ${attempt}). It stays with the queue as failed: ` +
          `mend the cause, then run it again ${wayToRunAgain(job)}. Reason: ${message}`,
        stacksOf(error),
      );
      this.parts.telemetry.deadLetter(letter);
    }
    return { outcome: 'failed', delay, reason };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#closing;
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms).unref();
      signal.addEventListener('abort', end);
    });
  }
}

/** Whether the store or the queue was away: `reconcile` has that as the cause of its error. */
function isUnreachable(error: unknown): boolean {
  return [error, memberOf(error, 'cause')].some(
    (one) => isInstance(one, StoreUnavailableError) || isInstance(one, QueueUnavailableError),
  );
}

/** As a phrase for a log. */
function wayToRunAgain(job: NewPayQueueJob): string {
  const { listener, event } = eventOfJob(job);
  return listener === undefined || event === undefined
    ? `in the queue's dashboard: redeliver() runs the jobs of listeners only`
    : `with redeliver('${job.group}') or in the queue's dashboard`;
}

/** For a log. */
function describe(job: NewPayQueueJob): string {
  const { listener, event } = eventOfJob(job);
  return `Order ${job.group}: ${listener === undefined ? `the job "${job.kind}"` : `the listener "${listener}" of "${event}"`}`;
}
