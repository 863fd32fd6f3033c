import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import type { NewPayQueueJob } from './queue.interface.js';

/** A job as engines store it: JSON, without its delay, which the engine keeps itself. */
export type StoredJob = Omit<NewPayQueueJob, 'delay'>;

/** The JSON that an engine stores for a job. */
export function storedJob(job: NewPayQueueJob): StoredJob {
  const { id, kind, scope, group, data, attempts, backoff } = job;
  return { id, kind, scope, group, data, attempts, backoff };
}

/**
 * Reads a job that an engine has stored, perhaps by another version of this package.
 *
 * @throws {TypeError} it is none; the message names the field, and not its value
 */
export function readStoredJob(stored: unknown): StoredJob {
  if (!isObject(stored)) {
    return refuse('it is not an object');
  }
  const { id, kind, scope, group, data, attempts, backoff } = stored;
  if (!isObject(data) || typeof data['version'] !== 'number') {
    return refuse('"data" has no version');
  }
  return {
    id: textOf('id', id),
    kind: textOf('kind', kind),
    scope: textOf('scope', scope),
    group: textOf('group', group),
    data: { ...data, version: data['version'] },
    attempts: numberOf('attempts', attempts, 1),
    backoff: numberOf('backoff', backoff, 0),
  };
}

/**
 * The same, for a job that is about to run. What is refused is logged, since no handler is told of it.
 *
 * @param engineId the id that the engine's dashboard shows
 * @throws {TypeError} it is none
 */
export function readJobToRun(
  engineId: string | undefined,
  stored: unknown,
  logger: Logger,
): StoredJob {
  try {
    return readStoredJob(stored);
  } catch (error) {
    logger.error(`Job ${engineId} of the queue cannot be run: ${messageOf(error)}`);
    throw error;
  }
}

/** The same as {@link readStoredJob}, for a list of jobs: one that cannot be read here is seen in the dashboard of the engine. */
export function findStoredJob(stored: unknown): StoredJob | undefined {
  try {
    return readStoredJob(stored);
  } catch {
    return undefined;
  }
}

function textOf(field: string, value: unknown): string {
  return typeof value === 'string' && value !== ''
    ? value
    : refuse(`"${field}" is not a text with characters`);
}

function numberOf(field: string, value: unknown, min: number): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min
    ? value
    : refuse(`"${field}" is not a whole number from ${min}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(problem: string): never {
  throw new TypeError(
    `This is not a job of nestjs-newpay: ${problem}. If a newer version has stored it, update this process.`,
  );
}
