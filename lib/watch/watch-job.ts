import { NotRunnableHereError } from '../jobs/not-runnable-here.error.js';
import { WATCH_JITTER } from '../options/resolve-watch.js';
import type { NewPayJobData, NewPayQueueJob } from '../queue/queue.interface.js';
import type { Watch, WatchedSubject } from './watch.interface.js';

/** The kind of the jobs. */
export const WATCH_KIND = 'watch';

const VERSION = 1;

/** How often a job is run before it stays as failed: while its event cannot be published. */
const ATTEMPTS = 12;

/** The pause after an attempt that failed, in milliseconds; it grows as that of a listener's job. */
const BACKOFF = 60_000;

/**
 * Begins a watch.
 *
 * Two of one order that begin within half of the first time have the same id, so that the second one
 * stores nothing. Its first job cannot have run by then, so it covers the later order as well. One that
 * begins later has another id: an earlier watch may have ended, and must not hide it. One of another process has another
 * id, too: this process does not know what became of that order, and must not end its watch.
 *
 * @param by names the process
 * @param now in milliseconds since the epoch
 */
export function beginWatch(
  subject: WatchedSubject,
  scope: string,
  by: string,
  times: readonly [number, ...number[]],
  now: number,
): Watch {
  const { api, orderNo, refundOrderNo } = subject;
  const [first] = times;
  const what = refundOrderNo === undefined ? `order:${orderNo}` : `refund:${refundOrderNo}`;
  const span = Math.max(1, Math.floor(first / 2));
  const id = `watch:${scope}:${api}:${what}:${Math.floor(now / span) * span}.${by}`;
  const begin = { since: now, times, time: first, lookedAt: now, asked: 0, isKnown: false };
  return { id, api, orderNo, refundOrderNo, ...begin };
}

/** The job of a watch, without the scope of its registration. */
export function watchJob(
  watch: Watch,
  now: number,
  random = Math.random(),
): Omit<NewPayQueueJob, 'scope'> {
  const { id, ...data } = watch;
  const due = watch.since + watch.time * (1 + WATCH_JITTER * random);
  return {
    id: `${id}:${watch.time}`,
    kind: WATCH_KIND,
    group: watch.orderNo,
    data: { version: VERSION, watch: id, ...data },
    delay: Math.max(0, Math.ceil(due - now)),
    attempts: ATTEMPTS,
    backoff: BACKOFF,
  };
}

/**
 * Reads the data of a job, which another version of this package may have stored.
 *
 * @throws {TypeError} it is of an unknown version, or a field is missing
 */
export function readWatch(data: NewPayJobData): Watch {
  if (data.version !== VERSION) {
    throw new NotRunnableHereError(
      `this watch has the version ${data.version}, and this process knows ${VERSION}: update it`,
    );
  }
  const api = textOf(data, 'api');
  if (api !== 'v1' && api !== 'v2') {
    throw new NotRunnableHereError(
      'this watch is of an API that this process does not know: update it',
    );
  }
  const since = numberOf(data, 'since');
  return {
    id: textOf(data, 'watch'),
    api,
    orderNo: textOf(data, 'orderNo'),
    refundOrderNo: isNone(data['refundOrderNo']) ? undefined : textOf(data, 'refundOrderNo'),
    since,
    times: timesOf(data['times']),
    time: numberOf(data, 'time'),
    lookedAt: isNone(data['lookedAt']) ? since : numberOf(data, 'lookedAt'),
    asked: numberOf(data, 'asked'),
    isKnown: data['isKnown'] === true,
    failureSeenAt: isNone(data['failureSeenAt']) ? undefined : numberOf(data, 'failureSeenAt'),
  };
}

/** JSON leaves `undefined` out, and some queues store it as `null`. */
function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The next time after a job that runs at `now`; `undefined` after the last one. */
export function nextTime({ since, times, time }: Watch, now: number): number | undefined {
  // Times that have passed while NewPay was not reached are not asked for one after the other.
  const elapsed = Math.max(time, now - since);
  return times.find((later) => later > elapsed);
}

function timesOf(value: unknown): number[] {
  const times: unknown[] = Array.isArray(value) ? value : refuse('times');
  return times.map((time) => (typeof time === 'number' ? time : refuse('times')));
}

function textOf(data: NewPayJobData, field: string): string {
  const { [field]: value } = data;
  return typeof value === 'string' && value !== '' ? value : refuse(field);
}

function numberOf(data: NewPayJobData, field: string): number {
  const { [field]: value } = data;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : refuse(field);
}

function refuse(field: string): never {
  throw new TypeError(`this is no watch of nestjs-newpay: "${field}" is missing`);
}
