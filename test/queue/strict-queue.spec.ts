import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { NewPayQueue, NewPayQueueJob } from '../../lib/index.js';
import { QueueUnavailableError } from '../../lib/queue/queue.errors.js';
import { StrictQueue } from '../../lib/queue/strict-queue.js';
import { rejection } from '../support/rejection.js';
import { untyped } from '../support/untyped.js';

const JOB: NewPayQueueJob = {
  id: 'J1',
  kind: 'event',
  scope: ':app',
  group: 'A1',
  data: { version: 1 },
  attempts: 12,
  backoff: 30_000,
};
const { id: _, ...WITHOUT_ID } = JOB;

/** A queue of the host's own whose methods answer what they are told, and note how they were called. */
function strictQueue(answers: Partial<Record<keyof NewPayQueue, unknown>> = {}) {
  const calls: unknown[][] = [];
  const methods = {
    open: undefined,
    add: undefined,
    work: { close: async () => undefined },
    failed: [],
    unfinished: [],
    retry: [],
    close: undefined,
    ...answers,
  };
  const queue: NewPayQueue = untyped(
    Object.fromEntries(
      Object.entries(methods).map(([name, answer]) => [
        name,
        async (...given: unknown[]) => {
          calls.push([name, ...given]);
          return typeof answer === 'function' ? (answer as () => unknown)() : answer;
        },
      ]),
    ),
  );
  return { queue: new StrictQueue(queue), calls };
}

const handler = async () => ({ outcome: 'done' }) as const;

/** One call of each method, as the module makes it. */
const CALLS: readonly [keyof NewPayQueue, (queue: StrictQueue) => Promise<unknown>][] = [
  ['open', (queue) => queue.open()],
  ['add', (queue) => queue.add([JOB])],
  ['work', (queue) => queue.work(':app', handler)],
  ['failed', (queue) => queue.failed(':app', 100)],
  ['unfinished', (queue) => queue.unfinished(':app', 'A1')],
  ['retry', (queue) => queue.retry(':app', ['J1', 'J2'])],
  ['close', (queue) => queue.close()],
];

describe('A queue', () => {
  it('gets what the module passes, and its documented answers are passed on.', async () => {
    const worker = { close: async () => undefined };
    const { queue, calls } = strictQueue({
      work: worker,
      failed: [JOB],
      unfinished: [JOB, JOB],
      retry: [true, false],
    });

    const answers: unknown[] = [];
    for (const [, call] of CALLS) {
      answers.push(await call(queue));
    }

    expect(answers).toEqual([
      undefined,
      undefined,
      worker,
      [JOB],
      [JOB, JOB],
      [true, false],
      undefined,
    ]);
    expect(calls).toEqual([
      ['open'],
      ['add', [JOB]],
      ['work', ':app', handler],
      ['failed', ':app', 100],
      ['unfinished', ':app', 'A1'],
      ['retry', ':app', ['J1', 'J2']],
      ['close'],
    ]);
  });

  it('gets the transaction of the app, if there is one.', async () => {
    const { queue, calls } = strictQueue();

    await queue.add([JOB], { db: 'a transaction' });

    expect(calls).toEqual([['add', [JOB], { db: 'a transaction' }]]);
  });

  it.each(CALLS)('that rejects %s() is unavailable, with the cause.', async (method, call) => {
    const cause = new Error('connect ECONNREFUSED');
    const { queue } = strictQueue({ [method]: () => Promise.reject(cause) });

    const error = await rejection(call(queue), QueueUnavailableError);

    expect(error).toMatchObject({
      name: 'QueueUnavailableError',
      message: `the queue's ${method}() failed: connect ECONNREFUSED`,
      cause,
    });
  });

  it.each<[keyof NewPayQueue, unknown, string]>([
    ['open', null, 'null'],
    ['add', true, 'true'],
    ['add', 0, 'a value of type number'],
    ['close', [], 'an array'],
    ['work', undefined, 'undefined'],
    ['work', null, 'null'],
    ['work', 'a worker', 'a value of type string'],
    ['work', { close: true }, 'a value of type object'],
    ['failed', undefined, 'undefined'],
    ['failed', { 0: JOB, length: 1 }, 'a value of type object'],
    ['failed', [JOB, WITHOUT_ID], 'an array'],
    ['unfinished', 'J1', 'a value of type string'],
    ['unfinished', [null], 'an array'],
    ['retry', undefined, 'undefined'],
    [
      'retry',
      { 0: true, 1: true, length: 2, every: Array.prototype.every },
      'a value of type object',
    ],
    ['retry', [true], 'an array'],
    ['retry', [true, false, false], 'an array'],
    ['retry', [true, 'true'], 'an array'],
  ])(
    'whose %s() answers %j is unavailable, and only the type of the answer is named.',
    async (method, answer, shown) => {
      const { queue } = strictQueue({ [method]: answer });
      const call = CALLS.find(([name]) => name === method)?.[1];

      const error = await rejection(Promise.resolve(call?.(queue)), QueueUnavailableError);

      expect(error.message).toBe(
        `the queue's ${method}() answered with ${shown}, which is not a documented answer: the outcome is unknown`,
      );
    },
  );
});

describe('A worker that begins after its time limit', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['is closed at once', async () => undefined],
    ['is closed at once, although that fails', () => Promise.reject(new Error('gone'))],
  ])('%s.', async (_what, close) => {
    jest.useFakeTimers();
    const limits: unknown[] = [];
    let begin: (worker: unknown) => void = () => undefined;
    const { queue } = strictQueue({ work: () => new Promise((resolve) => (begin = resolve)) });
    const working = rejection(queue.work(':app', handler), QueueUnavailableError);
    await jest.advanceTimersByTimeAsync(5_000);
    expect((await working).message).toBe("the queue's work() failed: no answer within 5000 ms");

    begin({
      close: (limit: unknown) => {
        limits.push(limit);
        return close();
      },
    });
    await jest.advanceTimersByTimeAsync(0);

    expect(limits).toEqual([0]);
  });
});
