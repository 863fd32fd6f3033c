import { DelayedError, UnrecoverableError, Worker, type Job } from 'bullmq';
import { messageOf } from '../errors/error-message.js';
import type {
  NewPayJobHandler,
  NewPayJobResult,
  NewPayJobRun,
  NewPayQueueJob,
  NewPayQueueWorker,
} from '../queue/queue.interface.js';
import { JobRun } from '../queue/job-run.js';
import { readJobToRun, type StoredJob } from '../queue/stored-job.js';
import { loggerFor } from '../registration/registration-logger.js';
import { withTimeout } from '../user-code/run-user-code.js';
import { ignoreErrorsOnceClosed, patientConnection, type EngineConnection } from './connections.js';
import type { ResolvedQueueOptions } from './bullmq-queue-options.js';

/** The type of backoff whose delay is chosen by the failed attempt. */
export const BACKOFF_TYPE = 'newpay';

/** How often a job is run again after a crash of its process. */
const MAX_CRASHES = 100;

/**
 * The pauses of a job that no handler of this process runs, in milliseconds. BullMQ hands a job that becomes due at
 * once to the worker that has waited longest, but one with a delay mostly to the worker that knows of the delay, which
 * is the one that has skipped it. So there is a pause only after several turns, and it has a random length.
 */
const SKIP_PAUSE = { after: 10, first: 250, longest: 30_000 };

/** How long BullMQ may take to end its connections, in milliseconds. */
const CLOSING_TIMEOUT = 2_000;

/** What a worker needs of its queue. */
export interface BullMqWorkerParts {
  readonly options: ResolvedQueueOptions;
  /** The name of BullMQ's queue. */
  readonly name: string;
  readonly onError: (error: unknown) => void;
  /** Called when no scope is left. */
  readonly onEmpty: () => void;
}

interface Scope {
  readonly handler: NewPayJobHandler;
  readonly runs: Set<Run>;
}

interface Run {
  /** BullMQ's id of the job. */
  readonly engineId: string | undefined;
  readonly ended: Promise<unknown>;
  /** Tells the handler that nobody waits for the run any more. */
  readonly abort: () => void;
  readonly giveBack: () => void;
}

/** An attempt that failed, with the delay that its handler has chosen. */
class AttemptError extends Error {
  constructor(
    message: string,
    readonly delay: number,
  ) {
    super(message);
    // BullMQ stores the stack with the job: it is that of this package.
    this.stack = `Error: ${message}`;
  }
}

/** Runs the jobs of one queue of BullMQ, which may have several scopes. */
export class BullMqWorker {
  readonly #scopes = new Map<string, Scope>();
  /** Scopes whose jobs this process is known not to run. */
  readonly #skipped = new Set<string>();
  readonly #worker: Worker;
  readonly #connection: EngineConnection;
  readonly #logger = loggerFor('BullMqQueue');
  #isOver = false;

  constructor(private readonly parts: BullMqWorkerParts) {
    const { options, name, onError } = parts;
    this.#connection = patientConnection(options.connection);
    this.#worker = new Worker(name, (job, token) => this.#process(job, token), {
      connection: this.#connection.connection,
      prefix: options.prefix,
      concurrency: options.concurrency,
      lockDuration: options.lease,
      stalledInterval: options.lease,
      maxStalledCount: MAX_CRASHES,
      autorun: false,
      settings: { backoffStrategy: (_made, _type, error, job) => delayOf(error, job) },
    });
    this.#worker.on('error', onError);
    ignoreErrorsOnceClosed(this.#worker);
    this.#worker.on('lockRenewalFailed', (ids) => this.#abort(ids));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws {TypeError} the scope has a handler already */
  begin(scope: string, handler: NewPayJobHandler): NewPayQueueWorker {
    if (this.#scopes.has(scope)) {
      throw new TypeError(`This queue runs the jobs of "${scope}" already: close its worker first`);
    }
    const begun: Scope = { handler, runs: new Set() };
    this.#scopes.set(scope, begun);
    if (!this.#worker.isRunning()) {
      this.#worker.run().catch(this.parts.onError);
    }
    return { close: (timeout) => this.#end(scope, begun, timeout) };
  }

  async #end(scope: string, begun: Scope, timeout: number): Promise<void> {
    if (this.#scopes.get(scope) === begun) {
      this.#scopes.delete(scope);
      this.#skipped.add(scope);
    }
    const isLast = this.#scopes.size === 0 && !this.#isOver;
    if (isLast) {
      this.#isOver = true;
      this.parts.onEmpty();
      // Takes no new jobs from now on.
      await this.#within(this.#worker.pause(true));
    }
    const ended = Promise.all(Array.from(begun.runs, (run) => run.ended));
    await withTimeout(ended, Math.max(timeout, 1)).catch(() =>
      begun.runs.forEach((run) => run.giveBack()),
    );
    if (isLast) {
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    try {
      await withTimeout(this.#worker.close(), CLOSING_TIMEOUT);
    } catch {
      // Redis is away: the locks of the jobs in hand end by themselves.
      await this.#within(this.#worker.disconnect());
    }
    this.#connection.disconnect();
  }

  /** Never rejects. */
  async #within(work: Promise<unknown>): Promise<void> {
    await withTimeout(work, CLOSING_TIMEOUT).catch(() => undefined);
  }

  /** What BullMQ calls. Whatever it throws counts as a failed attempt, but a `DelayedError`. */
  async #process(job: Job, token: string | undefined): Promise<void> {
    const stored = readJobToRun(job.id, job.data, this.#logger);
    const scope = this.#scopes.get(stored.scope);
    if (!scope) {
      this.#warnOf(stored.scope);
      return this.#later(job, token, skipPause(job));
    }
    const attempt = job.attemptsMade + (job.stalledCounter ?? 0) + 1;
    const result = await this.#run(scope, stored, attempt, job.id);
    switch (result.outcome) {
      case 'done':
        forget(job);
        return;
      case 'again':
        return this.#later(job, token, result.delay);
      case 'failed':
      default:
        throw attempt >= stored.attempts
          ? new UnrecoverableError(result.reason)
          : new AttemptError(result.reason, result.delay);
    }
  }

  /** Never rejects. */
  #run(
    scope: Scope,
    job: StoredJob,
    attempt: number,
    engineId: string | undefined,
  ): Promise<NewPayJobResult> {
    return new Promise((resolve) => {
      const started = new JobRun(attempt);
      const ended = resultOf(scope.handler, job, started);
      const run: Run = {
        engineId,
        ended,
        abort: () => started.abort(),
        giveBack: () => {
          scope.runs.delete(run);
          resolve({ outcome: 'again', delay: 0 });
          started.abort();
        },
      };
      scope.runs.add(run);
      const end = (result: NewPayJobResult): void => {
        scope.runs.delete(run);
        resolve(result);
      };
      void ended.then(end);
    });
  }

  /** Another process may run these jobs now. */
  #abort(engineIds: readonly string[]): void {
    for (const { runs } of this.#scopes.values()) {
      for (const { engineId, abort } of runs) {
        if (engineId !== undefined && engineIds.includes(engineId)) {
          abort();
        }
      }
    }
  }

  #warnOf(scope: string): void {
    if (!this.#skipped.has(scope)) {
      this.#skipped.add(scope);
      this.#logger.warn(
        `The queue "${this.parts.name}" has jobs of the registration "${scope}", which this process does not run: they wait until a process that does gets them, for seconds or longer. ` +
          'Give BullMqQueue "connection" in place of "queue", so that each registration has a queue of its own',
      );
    }
  }

  /** Has BullMQ run the job later, which is no attempt. */
  async #later(job: Job, token: string | undefined, delay: number): Promise<never> {
    await job.moveToDelayed(Date.now() + delay, token);
    throw new DelayedError();
  }
}

/** Never rejects. */
async function resultOf(
  handler: NewPayJobHandler,
  job: NewPayQueueJob,
  run: NewPayJobRun,
): Promise<NewPayJobResult> {
  try {
    const result: unknown = await handler(job, run);
    return isResult(result)
      ? result
      : failed(job, 'the handler answered something that is not documented');
  } catch (error) {
    return failed(job, messageOf(error));
  }
}

function failed({ backoff }: NewPayQueueJob, reason: string): NewPayJobResult {
  return { outcome: 'failed', delay: backoff, reason };
}

function isResult(value: unknown): value is NewPayJobResult {
  const { outcome, delay, reason } = Object(value) as Readonly<Record<string, unknown>>;
  const isDelay = typeof delay === 'number' && delay >= 0 && Number.isFinite(delay);
  return (
    outcome === 'done' ||
    (outcome === 'again' && isDelay) ||
    (outcome === 'failed' && isDelay && typeof reason === 'string')
  );
}

/**
 * BullMQ keeps its jobs in a linked list, in which each one that has ended holds the next one: once one of them is
 * old, V8 keeps all later ones until its next full collection. They should hold little.
 */
function forget(job: Job): void {
  job.data = undefined;
}

function delayOf(error: Error | undefined, job: { data?: unknown } | undefined): number {
  const { delay } = Object(error) as { delay?: unknown };
  if (typeof delay === 'number') {
    return Math.ceil(delay);
  }
  const { backoff } = Object(job?.data) as { backoff?: unknown };
  return typeof backoff === 'number' ? Math.ceil(backoff) : SKIP_PAUSE.longest;
}

/** Longer each time, so that a job that no process runs costs little. */
function skipPause({ attemptsStarted, attemptsMade }: Job): number {
  const skipped = Math.max(attemptsStarted - attemptsMade, 1);
  if (skipped % SKIP_PAUSE.after !== 0) {
    return 0;
  }
  const doubled = Math.min(skipped / SKIP_PAUSE.after - 1, 10);
  const pause = Math.min(SKIP_PAUSE.first * 2 ** doubled, SKIP_PAUSE.longest);
  return Math.ceil(pause * (0.5 + Math.random()));
}
