import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NewPayReconcileError,
  NewPayService,
  type NewPayReconcileProgress,
} from '../../lib/index.js';
import {
  paymentData,
  replyByPath,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';

let gateway: FakeGateway;
let host: HostApp;
let listener: PaymentListener;
/** Rejections that nobody handled would end the process of a host. */
const unhandled: unknown[] = [];
const record = (reason: unknown) => void unhandled.push(reason);

beforeEach(async () => {
  unhandled.length = 0;
  process.on('unhandledRejection', record);
  gateway = await startFakeGateway();
  gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
  const options = { baseUrl: gateway.url, timeout: 2_000, listenerTimeout: 300 };
  host = await startHostApp({ options, providers: [PaymentListener] });
  listener = host.app.get(PaymentListener);
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
  process.off('unhandledRejection', record);
  if (unhandled.length > 0) {
    throw new AggregateError(unhandled, 'rejections that nobody handled');
  }
});

const newPay = () => host.app.get(NewPayService);
/** Sources that the compiler would not take. */
const reconcileAll = (source: unknown, options: object = {}) =>
  Reflect.apply(
    Reflect.get(newPay(), 'reconcileAll') as (...given: unknown[]) => Promise<unknown>,
    newPay(),
    [source, options],
  );
const thrown = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing was thrown',
    (reason: unknown) => reason,
  );
const later = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));

describe('A source that breaks', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('cursor lost.'), 'cursor lost'],
    ['null', null, 'null'],
    ['a text', 'connection terminated', 'connection terminated'],
  ])('with %s leaves the summary of what was found out', async (_what, fault, told) => {
    let isClosed = false;
    async function* cursor() {
      try {
        yield* ['A1', 'A2', 'A3'];
        throw fault;
      } finally {
        isClosed = true;
      }
    }
    const error = await thrown(newPay().reconcileAll(cursor()));
    expect(error).toBeInstanceOf(NewPayReconcileError);
    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_RECONCILE',
      message: `Reading the order numbers failed: ${told}. The results so far are in "summary".`,
      cause: fault,
      summary: { failed: [], processing: [], unresolved: [] },
    });
    const { paid } = (error as NewPayReconcileError).summary;
    // In the order in which they were done.
    expect(paid.toSorted()).toEqual(['A1', 'A2', 'A3']);
    expect(isClosed).toBe(true);
    expect(listener.names).toEqual(['paid', 'paid', 'paid']);
  });

  it('is closed, and asked for nothing at the same time twice', async () => {
    let given = 0;
    let isAsked = false;
    const calls: string[] = [];
    const source = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          expect(isAsked).toBe(false);
          isAsked = true;
          await later(5);
          isAsked = false;
          if (given === 5) {
            throw new Error('gone');
          }
          return { done: false as const, value: `A${++given}` };
        },
        async return() {
          await later(5);
          calls.push('return');
          return { done: true as const, value: undefined };
        },
      }),
    };
    const error = await thrown(newPay().reconcileAll(source, { concurrency: 3 }));
    expect(error).toMatchObject({ summary: { paid: expect.arrayContaining(['A1', 'A5']) } });
    expect(calls).toEqual(['return']);
  });

  it.each<[string, object]>([
    ['synchronously', { [Symbol.iterator]: () => ({ next: () => throwing('sync') }) }],
    ['before it begins', { [Symbol.iterator]: () => throwing('begin') }],
    ['with no result object', { [Symbol.iterator]: () => ({ next: () => null }) }],
    [
      'and cannot be closed either',
      {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new Error('next')),
          return: () => throwing('return'),
        }),
      },
    ],
  ])('%s ends the run with an empty summary', async (_how, source) => {
    expect(await thrown(reconcileAll(source))).toMatchObject({
      code: 'ERR_NEWPAY_RECONCILE',
      summary: { paid: [], unresolved: [] },
    });
  });
});

function throwing(message: string): never {
  throw new Error(message);
}

describe('The signal', () => {
  it('ends a run at once: orders in hand are unresolved with its reason, and their late results ignored', async () => {
    let release: (value?: unknown) => void = () => undefined;
    listener.before = () => new Promise((resolve) => (release = resolve));
    const controller = new AbortController();
    const progress: NewPayReconcileProgress[] = [];
    const running = newPay().reconcileAll(['A1', 'A2', 'A3'], {
      concurrency: 2,
      signal: controller.signal,
      onProgress: (one) => progress.push(one),
    });
    await later(100);
    controller.abort('deploy');
    const summary = await running;
    expect(summary).toMatchObject({
      paid: [],
      unresolved: [
        { orderNo: 'A1', error: 'deploy' },
        { orderNo: 'A2', error: 'deploy' },
        { orderNo: 'A3', error: undefined },
      ],
    });
    expect(progress.map(({ outcome, done }) => `${outcome} ${done}`)).toEqual([
      'notReached 1',
      'notReached 2',
      'notReached 3',
    ]);
    listener.before = () => Promise.reject(new Error('late'));
    release();
    await later();
    expect(summary.paid).toEqual([]);
    expect(progress).toHaveLength(3);
  });

  it('ends a run whose source never answers, and closes the source', async () => {
    const controller = new AbortController();
    let isClosed = false;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<string>>(() => undefined),
        return: () => {
          isClosed = true;
          return new Promise<IteratorResult<string>>(() => undefined);
        },
      }),
    };
    const running = newPay().reconcileAll(source, { signal: controller.signal });
    await later();
    controller.abort();
    expect(await running).toMatchObject({ paid: [], unresolved: [] });
    expect(isClosed).toBe(true);
  });

  it('that has been given already ends a run before it asks for anything', async () => {
    const signal = AbortSignal.abort();
    expect(await newPay().reconcileAll(new Set(['A1', 'A2']), { signal })).toMatchObject({
      unresolved: [
        { orderNo: 'A1', error: undefined },
        { orderNo: 'A2', error: undefined },
      ],
    });
    let isOpened = false;
    function* numbers() {
      isOpened = true;
      yield 'A1';
    }
    expect((await newPay().reconcileAll(numbers(), { signal })).unresolved).toEqual([]);
    expect(isOpened).toBe(false);
    expect(gateway.requests).toHaveLength(0);
  });

  it('is listened to no longer than the run lasts', async () => {
    const { signal } = new AbortController();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    let listening = 0;
    Object.assign(signal, {
      addEventListener: (...given: Parameters<typeof add>) => (listening++, add(...given)),
      removeEventListener: (...given: Parameters<typeof remove>) => (listening--, remove(...given)),
    });
    await newPay().reconcileAll(['A1'], { signal });
    expect(listening).toBe(0);
  });

  it('must be one', async () => {
    await expect(reconcileAll(['A1'], { signal: {} })).rejects.toThrow(
      new TypeError('signal must be an AbortSignal'),
    );
  });
});

describe('The timeout', () => {
  it('The timeout of a run is that of each query in it.', async () => {
    gateway.reply = () => undefined;
    const { unresolved } = await newPay().reconcileAll(['A1', 'A2'], { timeout: 60 });
    expect(unresolved).toMatchObject([
      { error: { message: expect.stringContaining('no answer within 60 ms') } },
      { error: { message: expect.stringContaining('no answer within 60 ms') } },
    ]);
  });

  it.each([0, 1.5, '1000'])(
    'A wrong timeout is rejected before any order: %p.',
    async (timeout) => {
      await expect(reconcileAll(['A1'], { timeout })).rejects.toMatchObject({
        code: 'ERR_NEWPAY_VALIDATION',
        fields: [{ field: 'timeout' }],
      });
      expect(gateway.requests).toHaveLength(0);
    },
  );
});

describe('What is given', () => {
  it.each<[unknown, string]>([
    ['A1001', 'a string'],
    [new String('A1001'), 'a string'],
    [null, 'null'],
    [undefined, 'undefined'],
    [5, 'number'],
    [{ length: 1, 0: 'A1' }, 'object'],
    [Promise.resolve(['A1']), 'object'],
    [() => ['A1'], 'function'],
  ])('%p is refused', async (source, what) => {
    await expect(reconcileAll(source)).rejects.toThrow(
      new TypeError(
        `reconcileAll needs a list or another iterable of order numbers, such as ["A1001"], not ${what}`,
      ),
    );
    expect(gateway.requests).toHaveLength(0);
  });

  it('a string does not compile', () => {
    const given = (service: NewPayService) =>
      // @ts-expect-error a string is an iterable of its characters
      service.reconcileAll('A1001');
    expect(given).toBeInstanceOf(Function);
  });

  it('may yield what is no order number: it is refused alone', async () => {
    const values = ['A1', 1001, null, undefined, {}, Symbol('x'), Object.create(null), 'no number'];
    const { paid, unresolved } = (await reconcileAll(values)) as {
      paid: string[];
      unresolved: { orderNo: string; error: { code: string; message: string } }[];
    };
    expect(paid).toEqual(['A1']);
    expect(unresolved.map(({ error }) => error.code)).toEqual(
      Array.from({ length: 7 }, () => 'ERR_NEWPAY_VALIDATION'),
    );
    expect(unresolved[0]).toMatchObject({
      orderNo: '1001',
      error: {
        message: 'The query is not valid: orderNo must be text, not a number: write it in quotes',
      },
    });
  });

  it.each([
    () => {
      throw null;
    },
    () => Promise.reject(new Error('async')),
  ])('a progress that fails changes nothing: %p', async (onProgress: () => unknown) => {
    const options = { onProgress };
    expect((await newPay().reconcileAll(['A1', 'A2'], options)).paid).toHaveLength(2);
    await later();
  });
});

it('An order whose listener never ends is unresolved after listenerTimeout, and stops no other', async () => {
  listener.before = ({ orderNo }) =>
    orderNo.startsWith('HANG') ? new Promise(() => undefined) : undefined;
  const numbers = ['HANG1', 'HANG2', 'HANG3', 'HANG4', 'A1', 'A2', 'A3'];
  const { paid, unresolved } = await newPay().reconcileAll(numbers);
  expect([...paid].sort()).toEqual(['A1', 'A2', 'A3']);
  expect(unresolved.map(({ orderNo }) => orderNo).sort()).toEqual(numbers.slice(0, 4));
  expect(unresolved[0]?.error).toMatchObject({ code: 'ERR_NEWPAY_DELIVERY' });
}, 20_000);

it('An expectation that never ends is unresolved, too', async () => {
  const stuck = await startHostApp({
    options: {
      baseUrl: gateway.url,
      listenerTimeout: 200,
      expectOrder: (orderNo) => (orderNo === 'HANG' ? new Promise(() => undefined) : undefined),
    },
  });
  const summary = await stuck.app.get(NewPayService).reconcileAll(['HANG']);
  expect(summary.unresolved).toMatchObject([{ orderNo: 'HANG' }]);
  await stuck.app.close();
}, 20_000);
