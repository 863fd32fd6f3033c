import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import {
  MemoryCallbackStore,
  NewPayService,
  OnNewPay,
  type NewPayPaidEvent,
  type NewPayQueueJob,
} from '../../../lib/index.js';
import { InFlightWork } from '../../../lib/events/in-flight-work.js';
import { ACKNOWLEDGED, rejected } from '../../support/callback-answers.js';
import { startHostApp, type HostApp, type HostAppOptions } from '../../support/host-app.js';
import { ManualQueue } from '../../support/manual-queue.js';
import {
  APP_ID,
  paymentFields,
  signedBody,
  type JsonFields,
} from '../../support/signed-callback.js';
import { until } from '../../support/until.js';

const KEY = `payment::${APP_ID}:A1001`;

/** A listener with an id, and two without. */
@Injectable()
class Shop {
  readonly runs: string[] = [];
  answer: () => unknown = () => undefined;

  @OnNewPay('paid', { id: 'ship' })
  async ship({ newpayOrderNo }: NewPayPaidEvent): Promise<void> {
    this.runs.push(`ship ${newpayOrderNo}`);
    await this.answer();
  }

  @OnEvent('newpay.paid')
  count(): void {
    this.runs.push('count');
  }

  @OnEvent('**')
  audit(): void {
    this.runs.push('audit');
  }

  @OnNewPay('failed', { id: 'release' })
  async release(): Promise<void> {
    this.runs.push('release');
    await this.answer();
  }
}

@Injectable()
class TwoListeners {
  readonly runs: string[] = [];

  @OnNewPay('paid', { id: 'ship' })
  ship({ newpayOrderNo }: NewPayPaidEvent): void {
    this.runs.push(`ship ${newpayOrderNo}`);
  }

  @OnNewPay('paid', { id: 'mail' })
  mail({ newpayOrderNo }: NewPayPaidEvent): void {
    this.runs.push(`mail ${newpayOrderNo}`);
  }
}

let queue: ManualQueue;
let store: MemoryCallbackStore;
let host: HostApp;

beforeEach(() => {
  queue = new ManualQueue();
  store = new MemoryCallbackStore();
});

afterEach(() => host.app.close());

async function start({ options, ...others }: HostAppOptions = {}): Promise<void> {
  host = await startHostApp({
    providers: [Shop],
    withEvents: false,
    imports: [EventEmitterModule.forRoot({ wildcard: true })],
    ...others,
    options: { queue, store, ...options },
  });
  await until(() => queue.isWorking);
}

const shop = () => host.app.get(Shop);
const send = (changes: JsonFields = {}) => host.postCallback(signedBody(paymentFields(changes)));

/** The job of the listener with this id; `''` for those without one. */
function jobOf(listener: string): NewPayQueueJob {
  const found = queue.jobsOf('event').findLast(({ data }) => data['listener'] === listener);
  expect(found).toBeDefined();
  return found!;
}

/** Another process takes the claim, and handles the event. */
async function runElsewhere(key: string): Promise<void> {
  const claim = await store.claim(key, 3);
  const token = claim.outcome === 'claimed' ? claim.token : '';
  expect(await store.complete(key, 3, token, '202209210000006950')).toBe(true);
}

describe('An event', () => {
  it('has a job for each id, and one for all listeners without an id.', async () => {
    await start({ options: { retry: { attempts: 7, delay: 5 } } });

    expect(await send()).toEqual(ACKNOWLEDGED);

    expect(queue.jobsOf('event')).toMatchObject([
      { scope: `:${APP_ID}`, group: 'A1001', attempts: 7, backoff: 5, data: { listener: 'ship' } },
      { scope: `:${APP_ID}`, group: 'A1001', attempts: 7, backoff: 5, data: { listener: '' } },
    ]);
    await queue.pass(0);
    expect(shop().runs.toSorted()).toEqual(['audit', 'count', 'ship 202209210000006950']);
  });

  it('that only the listeners of all events would get is not acknowledged.', async () => {
    // Nothing listens to "newpay.mismatched" but the audit.
    await start({ options: { expectOrder: () => ({ orderAmt: '1', currency: 'LAK' }) } });

    expect(await send()).toEqual(rejected(503));
    expect(queue.jobsOf('event')).toEqual([]);
    expect(host.logger.textsOf('error')[0]).toContain(
      'no listener is registered for "newpay.mismatched"',
    );
  });

  it('whose job runs twice runs its listener once.', async () => {
    await start();
    await send();

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });

    expect(shop().runs).toEqual(['ship 202209210000006950']);
  });

  it('whose listener another process runs is tried again in a second.', async () => {
    await start();
    await send();
    const work = `listener|ship|${KEY}`;
    const claim = await store.claim(work, 3);

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'again', delay: 1_000 });
    expect(shop().runs).toEqual([]);

    await store.release(work, claim.outcome === 'claimed' ? claim.token : '');
    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
  });
});

describe('The work of a listener', () => {
  const work = `listener|ship|${KEY}`;

  it('is claimed while the gate of its order asks the store.', async () => {
    const calls: string[] = [];
    const [claim, find] = [store.claim.bind(store), store.find.bind(store)];
    store.claim = async (...given) => {
      calls.push(`claim ${given[0]}`);
      await setImmediate();
      return claim(...given);
    };
    store.find = (...given) => {
      calls.push(`find ${given[0]}`);
      return find(...given);
    };
    await start();
    await send();
    calls.length = 0;

    const running = queue.runNow(jobOf('ship'));
    await until(() => calls.length > 0);

    expect(calls.toSorted()).toEqual([`claim ${work}`, `claim reached|${KEY}`, `find ${KEY}`]);
    expect(await running).toEqual({ outcome: 'done' });
  });

  it('of a process that stood still for longer than the lease is told, when another process has run the listener.', async () => {
    store = new MemoryCallbackStore({ lease: 20 });
    await start();
    await send();
    shop().answer = () => {
      // Nothing else of this process runs meanwhile, as when it is stopped.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      return runElsewhere(`listener|ship|${KEY}`);
    };
    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
    expect(host.logger.textsOf('warn')).toContainEqual(
      expect.stringContaining(
        'Order A1001: the listeners to "newpay.paid" have finished, but another delivery took the claim meanwhile and has handled the event: they may have run twice',
      ),
    );
  });

  it.each([
    ['busy', (rank: number) => store.claim(`reached|${KEY}`, rank), 'again'],
    ['unreachable', () => (store.find = () => Promise.reject(new Error('gone'))), 'again'],
  ])('is given back when the gate is %s.', async (_what, prepare, outcome) => {
    await start();
    await send();
    await prepare(3);

    expect(await queue.runNow(jobOf('ship'))).toMatchObject({ outcome });

    expect(shop().runs).toEqual([]);
    expect(await store.claim(work, 3)).toMatchObject({ outcome: 'claimed' });
  });

  it('of a second payment is given back: that is no listener of the first one.', async () => {
    await start();
    await send();
    await send({ newpayOrderNo: '202209210000009999' });
    const [first, second] = queue.jobsOf('event').filter(({ data }) => data['listener'] === 'ship');
    await queue.runNow(queue.jobsOf('event').find(({ data }) => data['listener'] === '')!);

    expect(await queue.runNow(second!)).toEqual({ outcome: 'done' });
    expect(await queue.runNow(first!)).toEqual({ outcome: 'done' });

    expect(shop().runs.toSorted()).toEqual(['audit', 'count', 'ship 202209210000006950']);
  });
});

describe('A listener', () => {
  it('does not run before the store has recorded the state, and runs once it has.', async () => {
    let record = (): void => undefined;
    const recorded = new Promise<void>((resolve) => (record = resolve));
    const complete = store.complete.bind(store);
    store.complete = async (...given) => {
      await recorded;
      return complete(...given);
    };
    await start();
    await send();

    const running = queue.runNow(jobOf('ship'));
    await setImmediate();
    expect(shop().runs).toEqual([]);
    record();

    expect(await running).toEqual({ outcome: 'done' });
    expect(shop().runs).toEqual(['ship 202209210000006950']);
  });

  it('that may not run yet leaves its work to any process.', async () => {
    const complete = store.complete.bind(store);
    let answers = 0;
    // Another process has taken the mark of the order over, and has released it since.
    store.complete = async (...given) => {
      answers += 1;
      if (answers > 1) {
        return complete(...given);
      }
      await store.release(given[0], given[2]);
      return false;
    };
    await start();
    await send();

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
    expect(shop().runs).toEqual(['ship 202209210000006950']);
  });

  it('does not run when the store fails to record the state, and leaves its work free.', async () => {
    const complete = store.complete.bind(store);
    store.complete = () => Promise.reject(new Error('gone'));
    await start();
    await send();

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'again', delay: 5_000 });
    expect(shop().runs).toEqual([]);
    store.complete = complete;

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
    expect(shop().runs).toEqual(['ship 202209210000006950']);
  });
});

describe('A state of an order', () => {
  it('is tried again in a second while the listener of an earlier one runs.', async () => {
    await start();
    let finish: (value: unknown) => void = () => undefined;
    await send({ transStatus: 1 });
    shop().answer = () => new Promise((resolve) => (finish = resolve));
    const releasing = queue.runNow(jobOf('release'));
    await until(() => shop().runs.length > 0);
    await send();

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'again', delay: 1_000 });
    expect(shop().runs).toEqual(['release']);

    shop().answer = () => undefined;
    finish(undefined);
    expect(await releasing).toEqual({ outcome: 'done' });
    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
  });

  it('runs as soon as the listener of an earlier one has ended, although that failed.', async () => {
    await start();
    let fail: (reason: unknown) => void = () => undefined;
    await send({ transStatus: 1 });
    shop().answer = () => new Promise((_, reject) => (fail = reject));
    const releasing = queue.runNow(jobOf('release'));
    await until(() => shop().runs.length > 0);
    await send();
    const shipping = queue.runNow(jobOf('ship'));
    shop().answer = () => undefined;
    fail(new Error('no database'));

    expect(await releasing).toMatchObject({ outcome: 'failed' });
    expect(await shipping).toEqual({ outcome: 'done' });
    expect(shop().runs).toEqual(['release', 'ship 202209210000006950']);
  });

  it('that comes after a later one is done, and only logged.', async () => {
    await start();
    await send();
    await queue.runNow(jobOf('ship'));
    await send({ transStatus: 1 });

    expect(await queue.runNow(jobOf('release'))).toEqual({ outcome: 'done' });

    expect(shop().runs).toEqual(['ship 202209210000006950']);
    expect(host.logger.textsOf('log')).toContain(
      'Order A1001: "newpay.failed" came after the same or a later state; not published NewPayEvents',
    );
  });
});

describe('A failed payment whose job is run again after the store has forgotten its order', () => {
  const runLate = async (next: JsonFields | undefined) => {
    const now = () => queue.now;
    await start({ options: { retry: { attempts: 1 }, replayWindow: false }, now });
    shop().answer = () => Promise.reject(new Error('no database'));
    await send({ transStatus: 1 });
    await queue.pass(0);
    shop().answer = () => undefined;
    if (next) {
      await send(next);
      await queue.pass(0);
    }
    shop().runs.length = 0;
    await host.app.close();

    queue.now += 8 * 24 * 60 * 60 * 1_000;
    queue.removeDone();
    store = new MemoryCallbackStore();
    await start({ now });
    await host.app.get(NewPayService).redeliver('A1001');
    await queue.pass(0);
  };

  it.each([
    ['has failed', undefined],
    ['was paid', {}],
  ])('is not heard, as the order may have been paid: it %s.', async (_, next) => {
    await runLate(next);

    expect(shop().runs).toEqual([]);
    expect(host.logger.textsOf('error').join('\n')).toContain(
      'Reason: "newpay.failed" is older than the "retention" of the store (604800000 ms), which may have forgotten a later ' +
        'state: the listener is not run. Ask NewPay for the state, with reconcile() or queryRefund()',
    );
    expect((await queue.failed(`:${APP_ID}`)).map(({ id }) => id)).toEqual([jobOf('release').id]);
  });

  it('is heard as long as the store knows the state of the order.', async () => {
    await start({ options: { retry: { attempts: 1 } } });
    shop().answer = () => Promise.reject(new Error('no database'));
    await send({ transStatus: 1 });
    await queue.pass(0);
    shop().answer = () => undefined;
    const { data } = jobOf('release');
    const old = { ...jobOf('release'), data: { ...data, dueAt: 0 } };

    expect(await queue.runNow(old)).toEqual({ outcome: 'done' });
    expect(shop().runs.filter((run) => run === 'release')).toHaveLength(2);
  });
});

describe('A second payment of an order', () => {
  it('is told once for all of its jobs, and also where nothing listens to newpay.duplicate.', async () => {
    const told: unknown[] = [];
    const added: number[] = [];
    const add = queue.add.bind(queue);
    queue.add = (jobs) => {
      added.push(jobs.length);
      return add(jobs);
    };
    await start({
      providers: [TwoListeners],
      options: { hooks: { duplicate: (info) => void told.push(info) } },
    });
    await send({ newpayOrderNo: 'N1' });
    await queue.pass(0);
    await send({ newpayOrderNo: 'N2', orderAmt: '7' });

    await queue.pass(0);

    expect(host.app.get(TwoListeners).runs).toEqual(['ship N1', 'mail N1']);
    expect(told).toHaveLength(1);
    // None for the listeners of newpay.duplicate, of which there are none.
    expect(added).toEqual([2, 2]);
    expect(host.logger.textsOf('error')).toEqual([
      "Order A1001 seems to be paid twice: NewPay's N2 (7 LAK) came after N1 (123.00). Look at the order and refund one of them. NewPayEvents",
    ]);
    expect(queue.jobsOf('event').map(({ data }) => data['listener'])).toEqual([
      'ship',
      'mail',
      'ship',
      'mail',
    ]);
    expect(queue.waiting).toBe(0);
    expect(await store.find(`told|duplicate::${APP_ID}:N2:A1001`)).toEqual({
      rank: 1,
      reference: 'N2',
      orderAmt: '7',
    });
  });
});

describe('A job whose listener this process does not have', () => {
  it.each([
    [
      'gone',
      'this process has no listener "gone" to "newpay.paid": add its provider to a module of this process, ' +
        'or, if it was renamed, give it this id with @OnNewPay(…, { id })',
    ],
    [
      '',
      'this process has no listener to "newpay.paid" without an id: add its provider to a module of this process',
    ],
  ])('fails and says what to do (%j).', async (listener, reason) => {
    await start({ providers: [TwoListeners] });
    await send();
    const job = jobOf('ship');

    const result = await queue.runNow({ ...job, data: { ...job.data, listener, dueAt: 0 } });

    expect(result).toMatchObject({ outcome: 'failed', reason });
  });
});

describe('A job while the store is down', () => {
  it('waits, which is not counted as an attempt.', async () => {
    await start();
    await send();
    const claim = store.claim.bind(store);
    store.claim = () => Promise.reject(new Error('no connection'));

    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'again', delay: 5_000 });
    expect(host.logger.textsOf('error')).toEqual([
      'Order A1001: the listener "ship" of "newpay.paid" waits, which is not counted as an attempt: the store cannot be reached: no connection NewPayQueue',
    ]);

    store.claim = claim;
    expect(await queue.runNow(jobOf('ship'))).toEqual({ outcome: 'done' });
  });
});

describe('A listener that exceeds its time limit', () => {
  it('counts as a failed attempt, and the log names it.', async () => {
    await start({ options: { listenerTimeout: 100 } });
    await send();
    let finish: (value: unknown) => void = () => undefined;
    shop().answer = () => new Promise((resolve) => (finish = resolve));

    const result = await queue.runNow(jobOf('ship'));

    expect(result).toMatchObject({
      outcome: 'failed',
      reason: 'not finished after 100 ms: order A1001, "newpay.paid" (ship)',
    });
    finish(undefined);
  });

  it('because the app closes is given back, which is not counted as an attempt.', async () => {
    await start();
    await send();
    let finish: (value: unknown) => void = () => undefined;
    shop().answer = () => new Promise((resolve) => (finish = resolve));
    const running = queue.runNow(jobOf('ship'));
    await until(() => shop().runs.length > 0);
    jest.useFakeTimers();
    try {
      const closing = host.app.get(InFlightWork, { strict: false }).onModuleDestroy();
      await jest.advanceTimersByTimeAsync(10_000);
      await closing;
    } finally {
      jest.useRealTimers();
    }

    expect(await running).toEqual({ outcome: 'again', delay: 0 });
    finish(undefined);
  });
});
