import { requireOrderNo } from '../dto/rules/order-number.rule.js';
import {
  NewPayConfigurationError,
  NewPayDeliveryError,
  NewPayTransportError,
  NewPayValidationError,
} from '../errors/index.js';
import {
  NO_CALL_OPTIONS,
  requireCallOptions,
  type NewPayCallOptions,
} from '../gateway/call-options.js';
import { withinCall } from '../gateway/within-call.js';
import type { NewPayQueueJob } from '../queue/queue.interface.js';
import { eventOfJob } from './event-of-job.js';
import type { JobRunner } from './job-runner.js';

/**
 * The options of `redeliver` of `NewPayService` and `NewPayV2Service`.
 *
 * @publicApi
 */
export interface NewPayRedeliverOptions extends NewPayCallOptions {
  /**
   * The id of the only listener that is run again.
   * @default every listener
   */
  readonly listener?: string;
  /**
   * How long to wait for the queue, in milliseconds: a whole number from 1 to 2147483647. The queue is
   * called up to two times. It counts as not reachable if a call has no answer after five seconds.
   * @default 10_000 (10 seconds)
   */
  timeout?: number;
  /** Ends the wait for the queue. The jobs may run again nevertheless. */
  signal?: AbortSignal;
}

/**
 * A job that `redeliver` runs again.
 *
 * @publicApi
 */
export interface NewPayRedelivered {
  /** The full name of the event, such as `newpay.paid`. */
  readonly event: string;
  /** The id of the listener; empty for listeners without an id. */
  readonly listener: string;
}

/** See `NewPayService.redeliver`. */
export async function redeliver(
  jobs: JobRunner | undefined,
  orderNo: string,
  options: NewPayRedeliverOptions = {},
): Promise<NewPayRedelivered[]> {
  requireOrderNo('orderNo', orderNo);
  const only = requireListener(options);
  const callOptions =
    only === options ? NO_CALL_OPTIONS : requireCallOptions(options, ['listener']);
  if (!jobs) {
    throw new NewPayConfigurationError(
      'queue',
      'is missing: redeliver() runs jobs of a queue again, and without one NewPay itself delivers again',
    );
  }
  try {
    return await withinCall(callOptions, () => runAgain(jobs, orderNo, only));
  } catch (error) {
    throw error instanceof NewPayTransportError ? error : new NewPayDeliveryError(orderNo, error);
  }
}

async function runAgain(
  jobs: JobRunner,
  orderNo: string,
  only: string | undefined,
): Promise<NewPayRedelivered[]> {
  const due = (await jobs.unfinished(orderNo)).filter(
    (job) => work(job) && (only === undefined || work(job)?.listener === only),
  );
  const found = due.length === 0 ? [] : await jobs.retry(due.map(({ id }) => id));
  return due.filter((_, index) => found[index]).flatMap((job) => work(job) ?? []);
}

function work(job: NewPayQueueJob): NewPayRedelivered | undefined {
  const { event, listener } = eventOfJob(job);
  return event === undefined || listener === undefined ? undefined : { event, listener };
}

function requireListener(options: unknown): string | undefined {
  const listener: unknown =
    typeof options === 'object' && options !== null ? Reflect.get(options, 'listener') : options;
  if (listener === undefined || typeof listener === 'string') {
    return listener;
  }
  throw new NewPayValidationError('redelivery', [
    { field: 'listener', messages: ['listener must be the id of a listener, in { listener }'] },
  ]);
}
