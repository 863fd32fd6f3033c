import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LazyModuleLoader } from '@nestjs/core';
import {
  MemoryCallbackStore,
  NewPayModule,
  NewPayService,
  type NewPayDeadLetterInfo,
  type NewPayQueueJob,
} from '../../lib/index.js';
import { failureReason } from '../../lib/jobs/failure-reason.js';
import { handOver } from '../../lib/jobs/handover.js';
import { RegistrationHealth } from '../../lib/observability/registration-health.js';
import { startFakeGateway } from '../support/fake-gateway.js';
import {
  startHostApp,
  validOptions,
  type HostApp,
  type HostAppOptions,
} from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { ManualQueue } from '../support/manual-queue.js';
import { ORDER } from '../support/requests.js';
import { APP_ID, paymentFields, signedBody } from '../support/signed-callback.js';
import { UNREADABLE, UNREADABLE_TEXT } from '../support/unreadable-values.js';
import { until } from '../support/until.js';
import { untyped } from '../support/untyped.js';

/** A job of a version of this package that does not exist. */
const UNKNOWN: NewPayQueueJob = {
  id: 'J1',
  kind: 'report',
  scope: `:${APP_ID}`,
  group: 'A1',
  data: { version: 1 },
  attempts: 3,
  backoff: 2_000,
};

const REASON = 'the kind of job "report" is unknown to this version: update this process';

let queue: ManualQueue;
let host: HostApp | undefined;

beforeEach(() => {
  queue = new ManualQueue();
});

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

async function start({ options, ...others }: HostAppOptions = {}): Promise<HostApp> {
  host = await startHostApp({
    providers: [PaymentListener],
    ...others,
    options: { queue, ...options },
  });
  return host;
}

async function startWorking(changes?: HostAppOptions): Promise<HostApp> {
  const started = await start(changes);
  await until(() => queue.isWorking);
  return started;
}

describe('A job of an unknown kind', () => {
  it('fails with the name of the kind, and is run again after the pause of its attempt.', async () => {
    const letters: NewPayDeadLetterInfo[] = [];
    const hooks = { deadLetter: (info: NewPayDeadLetterInfo) => void letters.push(info) };
    const { logger } = await startWorking({ options: { hooks } });

    const result = await queue.runNow(UNKNOWN, { attempt: 2 });

    expect(result).toEqual({ outcome: 'failed', reason: REASON, delay: expect.any(Number) });
    const { delay } = result as { delay: number };
    expect(delay).toBeGreaterThanOrEqual(6_000);
    expect(delay).toBeLessThanOrEqual(6_600);
    const [line] = logger.textsOf('error');
    expect(line).toMatch(
      /^Order A1: the job "report" failed \(attempt 2 of 3, the next one in [67] s\): the kind of job "report" is unknown to this version: update this process TypeError: the kind/,
    );
    expect(line).toMatch(/ NewPayQueue$/);
    expect(letters).toEqual([]);
  });

  it.each([3, 4])('is a dead letter after its last attempt (attempt %d of 3).', async (attempt) => {
    const letters: NewPayDeadLetterInfo[] = [];
    const hooks = { deadLetter: (info: NewPayDeadLetterInfo) => void letters.push(info) };
    const { logger } = await startWorking({ options: { hooks } });

    await queue.runNow(UNKNOWN, { attempt });

    expect(letters).toEqual([
      {
        merchant: undefined,
        orderNo: 'A1',
        id: 'J1',
        kind: 'report',
        event: undefined,
        listener: undefined,
        attempts: attempt,
        reason: REASON,
      },
    ]);
    expect(logger.textsOf('error')[0]).toContain(
      `Order A1: the job "report" failed for the last time (attempt ${attempt}). It stays with the queue as failed: ` +
        "mend the cause, then run it again in the queue's dashboard: redeliver() runs the jobs of listeners only. " +
        `Reason: ${REASON} TypeError: `,
    );
  });

  it('names the event and the listener of its data, if they are texts.', async () => {
    const letters: NewPayDeadLetterInfo[] = [];
    const hooks = { deadLetter: (info: NewPayDeadLetterInfo) => void letters.push(info) };
    await startWorking({ options: { hooks } });

    for (const data of [
      { event: { name: 'newpay.lost' }, listener: 'ship' },
      { event: { name: 7 }, listener: 7 },
      { event: null, listener: null },
      { event: 'newpay.lost' },
    ]) {
      await queue.runNow({ ...UNKNOWN, data: { version: 1, ...data } }, { attempt: 3 });
    }

    expect(letters.map(({ event, listener }) => [event, listener])).toEqual([
      ['newpay.lost', 'ship'],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});

describe('The log line of a listener that fails', () => {
  it('shows its text, although it threw no error.', async () => {
    const { app, logger, postCallback } = await startWorking();
    app.get(PaymentListener).before = () => Promise.reject(untyped('no mail server'));
    await postCallback(signedBody(paymentFields()));

    await queue.pass(0);

    expect(logger.textsOf('error')[0]).toMatch(
      /failed: PaymentListener\.onPaid no mail server NewPayQueue$/,
    );
  });
});

describe('The reason of an attempt that failed', () => {
  it.each(UNREADABLE)('is told, whatever was thrown: %s.', (_what, thrown) => {
    expect(failureReason(thrown)).toBe(UNREADABLE_TEXT);
    expect(failureReason(new AggregateError([thrown], 'failed'))).toBe(
      `failed: ${UNREADABLE_TEXT}`,
    );
    expect(handOver(UNKNOWN, thrown, 0)).toBeUndefined();
  });

  it('is the message alone where the list of errors is none.', () => {
    const changed = Object.assign(new AggregateError([], 'failed'), { errors: 'lost' });
    expect(failureReason(changed)).toBe('failed');
  });
});

describe('An app with a queue', () => {
  it('counts the jobs of its registration that failed for the last time, for its health.', async () => {
    const asked: unknown[] = [];
    queue.failed = async (...given) => {
      asked.push(given);
      return [UNKNOWN, UNKNOWN];
    };
    const { app } = await startWorking();

    expect(await app.get(RegistrationHealth, { strict: false }).queueState()).toEqual({
      queue: 'reachable',
      deadLetters: 2,
    });
    expect(asked).toEqual([[`:${APP_ID}`, 100]]);
  });

  it('stores the jobs of a registration under its name.', async () => {
    const scopes: string[] = [];
    const work = queue.work.bind(queue);
    queue.work = (scope, handler) => {
      scopes.push(scope);
      return work(scope, handler);
    };
    await startWorking({ options: { name: 'books' } });

    expect(scopes).toEqual([`books:${APP_ID}`]);
  });

  it('runs no jobs with "worker: false", and opens the queue all the same.', async () => {
    let isOpen = false;
    queue.open = async () => void (isOpen = true);
    const { logger } = await start({ options: { worker: false } });
    await until(() => isOpen);
    await new Promise(setImmediate);

    expect(queue.isWorking).toBe(false);
    expect(logger.textsOf('log').join('\n')).not.toContain('reachable again');
  });

  it('tells nothing of a queue that can be reached.', async () => {
    const { logger } = await startWorking();

    expect(logger.textsOf('log').join('\n')).not.toContain('reachable again');
    expect(logger.textsOf('error')).toEqual([]);
  });
});

describe('An app that closes', () => {
  it('does not wait for a worker that never closes.', async () => {
    const work = queue.work.bind(queue);
    queue.work = async (scope, handler) => {
      await work(scope, handler);
      return { close: () => new Promise(() => undefined) };
    };
    const { app, logger } = await startWorking({ options: { listenerTimeout: 10 } });

    await app.close();

    expect(logger.textsOf('error')).toEqual([
      "The queue's worker could not be closed: no answer within 5010 ms NewPayQueue",
    ]);
  }, 15_000);

  it.each([
    [4_000, 4_000],
    [15_000, 10_000],
  ])(
    'with "listenerTimeout: %d" gives the worker %d ms, and then closes the queue.',
    async (listenerTimeout, limit) => {
      const calls: unknown[][] = [];
      const work = queue.work.bind(queue);
      queue.work = async (...given) => {
        await work(...given);
        return { close: async (ms) => void calls.push(['worker', ms]) };
      };
      queue.close = async () => void calls.push(['queue']);
      const { app } = await startWorking({ options: { listenerTimeout } });

      await app.close();

      expect(calls).toEqual([['worker', limit], ['queue']]);
    },
  );

  it('gives back a job that the engine hands out meanwhile.', async () => {
    const { app, logger } = await startWorking();
    await app.close();

    expect(await queue.runNow(UNKNOWN)).toEqual({ outcome: 'again', delay: 0 });
    expect(logger.textsOf('error')).toEqual([]);
  });

  it('closes although the queue fails to, and says so.', async () => {
    const work = queue.work.bind(queue);
    queue.work = async (...given) => {
      await work(...given);
      return { close: () => Promise.reject(new Error('still busy')) };
    };
    queue.close = () => Promise.reject(new Error('no connection'));
    const { app, logger } = await startWorking();

    await app.close();

    expect(logger.textsOf('error')).toEqual([
      "The queue's worker could not be closed: still busy NewPayQueue",
      "The queue could not be closed: the queue's close() failed: no connection NewPayQueue",
    ]);
  });

  it('while its worker begins closes the worker as soon as it is there.', async () => {
    const limits: number[] = [];
    let begin: () => void = () => undefined;
    queue.work = () =>
      new Promise((resolve) => {
        begin = () => resolve({ close: async (ms) => void limits.push(ms) });
      });
    const isAsked = new Promise<void>((resolve) => {
      const { work } = queue;
      queue.work = (...given) => {
        resolve();
        return work(...given);
      };
    });
    const { app } = await start();
    await isAsked;

    await app.close();
    begin();

    await until(() => limits.length > 0);
    expect(limits).toEqual([0]);
  });

  it('while the queue is down does not try again.', async () => {
    let tries = 0;
    queue.open = () => {
      tries += 1;
      return Promise.reject(new Error('connect ECONNREFUSED'));
    };
    const { app, logger } = await start();
    await until(() => logger.textsOf('error').length > 0);

    await app.close();
    await new Promise(setImmediate);

    expect(tries).toBe(1);
    expect(logger.textsOf('error')).toEqual([
      "The queue cannot be reached, so callbacks are not acknowledged and no job runs; trying again: the queue's open() failed: connect ECONNREFUSED NewPayQueue",
    ]);
  });
});

describe('A module that LazyModuleLoader has loaded', () => {
  it('runs the jobs from its first order on, although Nest calls no hook of it.', async () => {
    const gateway = await startFakeGateway();
    try {
      host = await startHostApp({ modules: [], providers: [PaymentListener] });
      const { url: baseUrl } = gateway;
      const store = new MemoryCallbackStore();
      const module = await host.app
        .get(LazyModuleLoader)
        .load(() => NewPayModule.forRoot(validOptions({ baseUrl, queue, store })));
      expect(queue.isWorking).toBe(false);
      const callBackUrl = 'https://shop.example/own/callback';
      await module.get(NewPayService).createOrder({ ...ORDER, callBackUrl });
      await until(() => queue.isWorking);
      expect(await queue.runNow(UNKNOWN, { attempt: 1 })).toMatchObject({ reason: REASON });
    } finally {
      await gateway.stop();
    }
  });
});
