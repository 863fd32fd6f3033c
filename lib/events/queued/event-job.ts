import { createHash } from 'node:crypto';
import type { UnscopedJob } from '../../jobs/job-runner.js';
import { NotRunnableHereError } from '../../jobs/not-runnable-here.error.js';
import type { TraceCarrier } from '../../observability/trace-context.js';
import type { NewPayJobData } from '../../queue/queue.interface.js';
import { eventKeyOf, referenceOf } from '../event-key.js';
import type { NewPayAnyEvent } from '../event-names.js';
import { decodeEvent, encodeEvent } from './event-codec.js';

/** The kind of a job that runs one listener for one event. */
export const EVENT_JOB = 'event';

/** Stands for the listeners without an id, such as those with a plain `@OnEvent`: one job runs them all. */
export const WITHOUT_ID = '';

const VERSION = 1;

/** Stores keep keys of up to 1,024 bytes. */
const MAX_KEY = 900;

/** What a job of the kind `event` has to do. */
export interface EventWork {
  readonly event: NewPayAnyEvent;
  /** The id of the listener, or {@link WITHOUT_ID}. */
  readonly listener: string;
  /** The trace of the callback, or of the call, that the event came from. */
  readonly trace: TraceCarrier;
}

/**
 * The job of one listener for one event. Its id is the same for each delivery of the event, and another
 * one for a second payment of the order, which has another number of NewPay's.
 */
export function eventJob(
  { event, listener, trace }: EventWork,
  { attempts, delay }: { readonly attempts: number; readonly delay: number },
): UnscopedJob {
  const parts = [event.name, listener, referenceOf(event)].map(escaped);
  return {
    id: `${parts.join('|')}|${eventKeyOf(event)}`,
    kind: EVENT_JOB,
    group: event.orderNo,
    data: { version: VERSION, event: encodeEvent(event), listener, trace },
    attempts,
    backoff: delay,
  };
}

/**
 * Reads the data of a job, perhaps of another version.
 *
 * @throws {TypeError} the version is unknown, or a field is wrong; the message names it
 */
export function readEventJob({ version, event, listener, trace }: NewPayJobData): EventWork {
  if (version !== VERSION) {
    throw new NotRunnableHereError(
      `the job has the version ${version}, and this process knows version ${VERSION}: update this process`,
    );
  }
  if (typeof listener !== 'string') {
    throw new TypeError('the job has no "listener"');
  }
  return { event: decodeEvent(event), listener, trace: readTrace(trace) };
}

/** The key under which the store remembers that a listener has finished an event. */
export function workKeyOf(event: NewPayAnyEvent, listener: string): string {
  const key = `listener|${escaped(listener)}|${eventKeyOf(event)}`;
  return Buffer.byteLength(key) <= MAX_KEY
    ? key
    : `listener|${createHash('sha256').update(listener).digest('hex')}|${eventKeyOf(event)}`;
}

/** So that the parts of a key are kept apart, whatever characters a listener's id has. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('|', '%7C');
}

function readTrace(trace: unknown): TraceCarrier {
  return Object.fromEntries(
    Object.entries(Object(trace) as object).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
