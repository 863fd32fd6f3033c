import { messageOf } from '../errors/error-message.js';
import { isInstance } from '../errors/is-instance.js';
import type { NewPayJobData, NewPayJobResult, NewPayQueueJob } from '../queue/queue.interface.js';
import { NotRunnableHereError } from './not-runnable-here.error.js';

/** How long the processes of two versions of an app may run side by side, in milliseconds: one hour. */
const HANDOVER = 60 * 60 * 1000;

/** The first and the longest pause before a process takes the job again, in milliseconds. */
const PAUSE = { first: 1_000, longest: 60_000 };

/** The field of a job's data that says when it is due for the first time, in milliseconds since the epoch. */
const DUE_AT = 'dueAt';

/** The data of a job with the time at which it is due. */
export function withDueTime(
  { data, delay = 0 }: Pick<NewPayQueueJob, 'data' | 'delay'>,
  now: number,
): NewPayJobData {
  return { ...data, [DUE_AT]: now + delay };
}

/** How long ago a job was due for the first time, in milliseconds; `undefined` if it does not say. */
export function ageOf({ data }: Pick<NewPayQueueJob, 'data'>, now: number): number | undefined {
  const { [DUE_AT]: dueAt } = data;
  return typeof dueAt === 'number' ? now - dueAt : undefined;
}

/**
 * Leaves a job that this process cannot run to another one, for an hour after it was due: while a new version of
 * the app is rolled out, its jobs reach processes of the old one. After that, each try counts as an attempt, so
 * that a job which no process can run is reported.
 *
 * @returns `undefined` when the error counts as a failed attempt
 */
export function handOver(
  job: NewPayQueueJob,
  error: unknown,
  now: number,
): (NewPayJobResult & { readonly outcome: 'again' }) | undefined {
  const since = ageOf(job, now);
  if (!isInstance(error, NotRunnableHereError) || since === undefined) {
    return undefined;
  }
  // The clocks of two machines may differ a little.
  const age = Math.abs(since);
  return age < HANDOVER
    ? {
        outcome: 'again',
        delay: Math.min(Math.max(Math.ceil(age / 2), PAUSE.first), PAUSE.longest),
      }
    : undefined;
}

/** Lets each reason through once, so that a job which waits for an hour does not fill the log. */
export class HandoverReasons {
  readonly #told = new Set<string>();

  isNew(error: unknown): boolean {
    const reason = messageOf(error);
    if (this.#told.has(reason)) {
      return false;
    }
    if (this.#told.size >= MAX_REASONS) {
      this.#told.clear();
    }
    this.#told.add(reason);
    return true;
  }
}

/** Reasons hold names from the data of jobs, which may be anything. */
const MAX_REASONS = 100;
