import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayQueue } from '../queue/queue.interface.js';
import { queueFault } from '../queue/queue-fault.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { nameOfType, requireMilliseconds } from './option-rules.js';
import { readNamed } from './read-given-options.js';

const DEFAULT_ATTEMPTS = 12;
const DEFAULT_DELAY = 30_000;
const MAX_ATTEMPTS = 100;
/** 16 hours, the longest pause between two attempts. */
const MAX_DELAY = 57_600_000;

/** How the work of listeners is stored and repeated. */
export interface ResolvedQueue {
  readonly queue: NewPayQueue | undefined;
  readonly retry: {
    readonly attempts: number;
    /** In milliseconds. */
    readonly delay: number;
  };
  readonly worker: boolean;
}

/**
 * Applies the defaults of `queue`, `retry` and `worker`.
 *
 * @throws {NewPayConfigurationError} one of them is invalid
 */
export function resolveQueue(options: NewPayModuleOptions): ResolvedQueue {
  return {
    queue: resolveQueueItself(options.queue),
    retry: resolveRetry(options.retry === undefined ? {} : options.retry),
    worker: resolveWorker(options.worker),
  };
}

function resolveQueueItself(queue: unknown): NewPayQueue | undefined {
  if (queue === undefined) {
    return undefined;
  }
  if (typeof queue !== 'object' || queue === null) {
    throw new NewPayConfigurationError(
      'queue',
      `must be a NewPayQueue, such as BullMqQueue or PgBossQueue, not ${typeof queue === 'function' ? 'a class or a function: pass an instance' : nameOfType(queue)}`,
    );
  }
  const fault = queueFault(queue);
  if (fault !== undefined) {
    throw new NewPayConfigurationError('queue', fault);
  }
  return queue as NewPayQueue;
}

function resolveRetry(given: unknown): ResolvedQueue['retry'] {
  const { attempts = DEFAULT_ATTEMPTS, delay = DEFAULT_DELAY } = readNamed('retry', given, [
    'attempts',
    'delay',
  ]);
  if (
    typeof attempts !== 'number' ||
    !Number.isInteger(attempts) ||
    attempts < 1 ||
    attempts > MAX_ATTEMPTS
  ) {
    throw new NewPayConfigurationError(
      'retry.attempts',
      `must be a whole number from 1 to ${MAX_ATTEMPTS}, such as ${DEFAULT_ATTEMPTS}`,
    );
  }
  return {
    attempts,
    delay: requireMilliseconds('retry.delay', delay, { max: MAX_DELAY, example: DEFAULT_DELAY }),
  };
}

function resolveWorker(worker: unknown = true): boolean {
  if (typeof worker !== 'boolean') {
    throw new NewPayConfigurationError(
      'worker',
      `must be true or false, not ${nameOfType(worker)}`,
    );
  }
  return worker;
}
