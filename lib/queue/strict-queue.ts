import { messageOf } from '../errors/error-message.js';
import { STORE_TIMEOUT, withTimeout } from '../user-code/run-user-code.js';
import type {
  NewPayJobHandler,
  NewPayQueue,
  NewPayQueueJob,
  NewPayQueueWorker,
} from './queue.interface.js';
import { QueueUnavailableError } from './queue.errors.js';
import { readStoredJob } from './stored-job.js';

/**
 * Checks the host's queue: each answer must come in time and be one that {@link NewPayQueue} documents.
 * Everything else is a {@link QueueUnavailableError}.
 */
export class StrictQueue {
  constructor(private readonly queue: NewPayQueue) {}

  /** @throws {QueueUnavailableError} */
  async open(): Promise<void> {
    await this.#ask('open', () => this.queue.open(), isNothing);
  }

  /**
   * Resolves only when the jobs are durable.
   *
   * @throws {QueueUnavailableError} also when the queue cannot use `db`
   */
  async add(jobs: readonly NewPayQueueJob[], options?: { readonly db?: unknown }): Promise<void> {
    await this.#ask(
      'add',
      () => (options === undefined ? this.queue.add(jobs) : this.queue.add(jobs, options)),
      isNothing,
    );
  }

  /** @throws {QueueUnavailableError} */
  async work(scope: string, handler: NewPayJobHandler): Promise<NewPayQueueWorker> {
    let working: Promise<unknown> | undefined;
    try {
      return await this.#ask('work', () => (working = this.queue.work(scope, handler)), isWorker);
    } catch (error) {
      // One that begins after its time limit must not run beside the next one.
      Promise.resolve(working)
        .then((late) => (isWorker(late) ? late.close(0) : undefined))
        .catch(() => undefined);
      throw error;
    }
  }

  /** @throws {QueueUnavailableError} */
  async failed(scope: string, limit: number): Promise<readonly NewPayQueueJob[]> {
    return this.#ask('failed', () => this.queue.failed(scope, limit), isListOfJobs);
  }

  /** @throws {QueueUnavailableError} */
  async unfinished(scope: string, group: string): Promise<readonly NewPayQueueJob[]> {
    return this.#ask('unfinished', () => this.queue.unfinished(scope, group), isListOfJobs);
  }

  /** @throws {QueueUnavailableError} */
  async retry(scope: string, ids: readonly string[]): Promise<readonly boolean[]> {
    return this.#ask(
      'retry',
      () => this.queue.retry(scope, ids),
      (answer): answer is boolean[] =>
        Array.isArray(answer) &&
        answer.length === ids.length &&
        answer.every((found) => typeof found === 'boolean'),
    );
  }

  /** @throws {QueueUnavailableError} */
  async close(): Promise<void> {
    await this.#ask('close', () => this.queue.close(), isNothing);
  }

  async #ask<T>(
    method: keyof NewPayQueue,
    call: () => PromiseLike<T>,
    isDocumented: (answer: unknown) => answer is T,
  ): Promise<T> {
    let answer: unknown;
    try {
      answer = await withTimeout(call(), STORE_TIMEOUT);
    } catch (error) {
      throw new QueueUnavailableError(`the queue's ${method}() failed: ${messageOf(error)}`, {
        cause: error,
      });
    }
    if (!isDocumented(answer)) {
      throw new QueueUnavailableError(
        `the queue's ${method}() answered with ${describe(answer)}, which is not a documented answer: the outcome is unknown`,
      );
    }
    return answer;
  }
}

function isNothing(answer: unknown): answer is void {
  return answer === undefined;
}

function isWorker(answer: unknown): answer is NewPayQueueWorker {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    typeof Reflect.get(answer, 'close') === 'function'
  );
}

function isListOfJobs(answer: unknown): answer is NewPayQueueJob[] {
  if (!Array.isArray(answer)) {
    return false;
  }
  try {
    answer.forEach(readStoredJob);
    return true;
  } catch {
    return false;
  }
}

/** Its type: a job may hold data of a payer, which no log needs. */
function describe(answer: unknown): string {
  if (answer === null || answer === undefined || typeof answer === 'boolean') {
    return String(answer);
  }
  return Array.isArray(answer) ? 'an array' : `a value of type ${typeof answer}`;
}
