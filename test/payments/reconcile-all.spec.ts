import { getEventListeners } from 'node:events';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NewPayV2Service,
  NewPayReconcileError,
  type NewPayReconcileProgress,
  type NewPayService,
} from '../../lib/index.js';
import { paymentData, replyByPath } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { callUntyped } from '../support/untyped.js';

const { gateway, host, newPay, listener, restart } = usePaymentApp({
  options: { timeout: 2_000, listenerTimeout: 1_000 },
});
/** Rejections that nobody handled would end the process of a host. */
const unhandled: unknown[] = [];
const record = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', record);
  gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
});

afterEach(() => {
  process.off('unhandledRejection', record);
  if (unhandled.length > 0) {
    throw new AggregateError(unhandled, 'rejections that nobody handled');
  }
});

/** Sources that the compiler would not take. */
const reconcileAll = (source: unknown, options: unknown = {}) =>
  callUntyped(newPay(), 'reconcileAll', source, options);
const later = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));

describe('reconcileAll: a source that fails', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('cursor lost.'), 'cursor lost'],
    ['null', null, 'null'],
    ['a text', 'connection terminated', 'connection terminated'],
  ])(
    'A source that fails with %s rejects reconcileAll: the error has the summary.',
    async (_what, fault, told) => {
      let isClosed = false;
      async function* cursor() {
        try {
          yield* ['A1', 'A2', 'A3'];
          throw fault;
        } finally {
          isClosed = true;
        }
      }
      const error = await rejection(newPay().reconcileAll(cursor()), NewPayReconcileError);
      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_RECONCILE',
        message: `Reading the order numbers failed: ${told}. The results so far are in "summary".`,
        cause: fault,
        summary: { failed: [], processing: [], unresolved: [] },
      });
      const { paid } = error.summary;
      // In the order in which they were done.
      expect(paid.toSorted()).toEqual(['A1', 'A2', 'A3']);
      expect(isClosed).toBe(true);
      expect(listener().names).toEqual(['paid', 'paid', 'paid']);
    },
  );

  it('An async source is read one order number at a time, and closed once after a failure.', async () => {
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
    const error = await rejection(
      newPay().reconcileAll(source, { concurrency: 3 }),
      NewPayReconcileError,
    );
    expect(error).toMatchObject({ summary: { paid: expect.arrayContaining(['A1', 'A5']) } });
    expect(calls).toEqual(['return']);
  });

  it.each<[string, object]>([
    ['synchronously', { [Symbol.iterator]: () => ({ next: () => throwing('sync') }) }],
    ['when it is opened', { [Symbol.iterator]: () => throwing('begin') }],
    ['with a result that is no object', { [Symbol.iterator]: () => ({ next: () => null }) }],
    [
      'and cannot be closed',
      {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new Error('next')),
          return: () => throwing('return'),
        }),
      },
    ],
  ])(
    'A source that fails %s rejects reconcileAll, with an empty summary.',
    async (_how, source) => {
      expect(await rejection(reconcileAll(source), NewPayReconcileError)).toMatchObject({
        code: 'ERR_NEWPAY_RECONCILE',
        summary: { paid: [], unresolved: [] },
      });
    },
  );
});

describe('reconcileAll: a source that is not asked too often', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 5],
  ])(
    'An iterator whose next() returns %s is named, and not asked again.',
    async (_what, result) => {
      let asked = 0;
      const next = () => (++asked, result);
      const error = await rejection(
        reconcileAll({ [Symbol.iterator]: () => ({ next }) }, { concurrency: 3 }),
        NewPayReconcileError,
      );
      expect(error.cause).toEqual(new TypeError('the iterator returned no result object'));
      expect(asked).toBe(1);
    },
  );

  it('An iterator that has ended is not asked again, and no order is reconciled twice.', async () => {
    let asked = 0;
    const next = () => ({ done: ++asked > 4, value: `A${asked}` });
    const source = { [Symbol.iterator]: () => ({ next }) };
    const { paid } = Object(await reconcileAll(source, { concurrency: 3 })) as { paid: string[] };
    expect(paid.toSorted()).toEqual(['A1', 'A2', 'A3', 'A4']);
    expect(asked).toBe(5);
    expect(gateway.requests).toHaveLength(4);
  });
});

function throwing(message: string): never {
  throw new Error(message);
}

describe('reconcileAll: the signal', () => {
  it('An aborted signal ends reconcileAll at once: orders in progress are unresolved, and their late results ignored.', async () => {
    let release: (value?: unknown) => void = () => undefined;
    listener().before = () => new Promise((resolve) => (release = resolve));
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
    listener().before = () => Promise.reject(new Error('late'));
    release();
    await later();
    expect(summary.paid).toEqual([]);
    expect(progress).toHaveLength(3);
  });

  it('An aborted signal ends reconcileAll although its source never answers, and closes the source.', async () => {
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

  it.each<[string, unknown]>([
    ['list', ['A1', 'A2']],
    ['Set', new Set(['A1', 'A2'])],
    ['list of another realm', runInNewContext('["A1", "A2"]')],
    ['Set of another realm', runInNewContext('new Set(["A1", "A2"])')],
  ])('With a signal that is aborted already, all of a %s is unresolved.', async (_what, source) => {
    expect(await reconcileAll(source, { signal: AbortSignal.abort() })).toMatchObject({
      unresolved: [
        { orderNo: 'A1', error: undefined },
        { orderNo: 'A2', error: undefined },
      ],
    });
    expect(gateway.requests).toHaveLength(0);
  });

  it('With a signal that is aborted already, reconcileAll queries nothing and opens no source.', async () => {
    const signal = AbortSignal.abort();
    let isOpened = false;
    function* numbers() {
      isOpened = true;
      yield 'A1';
    }
    expect((await newPay().reconcileAll(numbers(), { signal })).unresolved).toEqual([]);
    expect(isOpened).toBe(false);
    expect(gateway.requests).toHaveLength(0);
  });

  it('An order that was read when the signal is aborted is unresolved, and not queried.', async () => {
    const abort = new AbortController();
    const value = Promise.resolve('A1');
    const next = () => {
      // Once reconcileAll, which waits for the same promise, has read the value.
      void value.then(() => queueMicrotask(() => queueMicrotask(() => abort.abort('closing'))));
      return { done: false, value };
    };
    const source = { [Symbol.iterator]: () => ({ next }) };
    const { signal } = abort;
    expect(await reconcileAll(source, { signal, concurrency: 1 })).toMatchObject({
      paid: [],
      unresolved: [{ orderNo: 'A1', error: 'closing' }],
    });
    await later();
    expect(gateway.requests).toHaveLength(0);
  });

  it('reconcileAll removes its listeners from the signal at its end.', async () => {
    const { signal } = new AbortController();
    await newPay().reconcileAll(['A1'], { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('reconcileAll rejects a signal that is no AbortSignal.', async () => {
    await expect(reconcileAll(['A1'], { signal: {} })).rejects.toThrow(
      new TypeError('signal must be an AbortSignal'),
    );
  });
});

const NO_OPTIONS =
  'the options of reconcileAll must be an object with concurrency, signal, timeout, onProgress, or left out';

describe('reconcileAll: options that are none', () => {
  it.each([
    [null, NO_OPTIONS],
    [4, NO_OPTIONS],
    [[4], NO_OPTIONS],
    [
      { limit: 4 },
      'reconcileAll has no option "limit": the known ones are concurrency, signal, timeout, onProgress',
    ],
    [{ onProgress: 'log' }, 'onProgress must be a function'],
  ])('reconcileAll refuses %j, and queries nothing.', async (options, message) => {
    await expect(reconcileAll(['A1'], options)).rejects.toThrow(new TypeError(message));
    await expect(
      callUntyped(host().app.get(NewPayV2Service), 'reconcileAll', [{ orderNo: 'A1' }], options),
    ).rejects.toThrow(new TypeError(message));
    expect(gateway.requests).toEqual([]);
  });
});

describe('reconcileAll: the timeout', () => {
  it('The timeout of reconcileAll is the timeout of each query.', async () => {
    gateway.reply = () => undefined;
    const { unresolved } = await newPay().reconcileAll(['A1', 'A2'], { timeout: 500 });
    expect(unresolved).toMatchObject([
      { error: { message: expect.stringContaining('no answer within 500 ms') } },
      { error: { message: expect.stringContaining('no answer within 500 ms') } },
    ]);
  });

  it.each([0, 1.5, '1000'])(
    'reconcileAll rejects a wrong timeout before it queries an order: %p.',
    async (timeout) => {
      await expect(reconcileAll(['A1'], { timeout })).rejects.toMatchObject({
        code: 'ERR_NEWPAY_VALIDATION',
        fields: [{ field: 'timeout' }],
      });
      expect(gateway.requests).toHaveLength(0);
    },
  );
});

describe('reconcileAll: its arguments', () => {
  it.each<[unknown, string]>([
    ['A1001', 'a string'],
    [new String('A1001'), 'a string'],
    [null, 'null'],
    [undefined, 'undefined'],
    [5, 'number'],
    [{ length: 1, 0: 'A1' }, 'object'],
    [Promise.resolve(['A1']), 'object'],
    [() => ['A1'], 'function'],
  ])('reconcileAll rejects %p, which is no list of order numbers.', async (source, what) => {
    await expect(reconcileAll(source)).rejects.toThrow(
      new TypeError(
        `reconcileAll needs a list or another iterable of order numbers, such as ["A1001"], not ${what}`,
      ),
    );
    expect(gateway.requests).toHaveLength(0);
  });

  it('A call of reconcileAll with a string does not compile.', () => {
    const given = (service: NewPayService) =>
      // @ts-expect-error a string is an iterable of its characters
      service.reconcileAll('A1001');
    expect(given).toBeInstanceOf(Function);
  });

  it('A value that is no order number is unresolved, and stops no other order.', async () => {
    const values = ['A1', 1001, null, undefined, {}, Symbol('x'), Object.create(null), 'no number'];
    const { paid, unresolved } = (await reconcileAll(values)) as {
      paid: string[];
      unresolved: { orderNo: string; error: { code: string; message: string } }[];
    };
    expect(paid).toEqual(['A1']);
    expect(unresolved.map(({ error }) => error.code)).toEqual(
      Array.from({ length: 7 }, () => 'ERR_NEWPAY_VALIDATION'),
    );
    expect(unresolved.map(({ orderNo }) => orderNo)).toEqual([
      '1001',
      'null',
      'undefined',
      '[object Object]',
      'Symbol(x)',
      '[object Object]',
      'no number',
    ]);
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
  ])(
    'An onProgress that throws or rejects does not change the summary: %p.',
    async (onProgress: () => unknown) => {
      const options = { onProgress };
      expect((await newPay().reconcileAll(['A1', 'A2'], options)).paid).toHaveLength(2);
      await later();
    },
  );
});

it('An order whose listener never ends is unresolved after listenerTimeout, and stops no other order.', async () => {
  listener().before = ({ orderNo }) =>
    orderNo.startsWith('HANG') ? new Promise(() => undefined) : undefined;
  const numbers = ['HANG1', 'HANG2', 'HANG3', 'HANG4', 'A1', 'A2', 'A3'];
  const { paid, unresolved } = await newPay().reconcileAll(numbers);
  expect([...paid].sort()).toEqual(['A1', 'A2', 'A3']);
  expect(unresolved.map(({ orderNo }) => orderNo).sort()).toEqual(numbers.slice(0, 4));
  expect(unresolved[0]?.error).toMatchObject({ code: 'ERR_NEWPAY_DELIVERY' });
}, 20_000);

it('An order whose expectOrder never ends is unresolved.', async () => {
  await restart({
    options: {
      listenerTimeout: 200,
      expectOrder: (orderNo) => (orderNo === 'HANG' ? new Promise(() => undefined) : undefined),
    },
  });
  const summary = await newPay().reconcileAll(['HANG']);
  expect(summary.unresolved).toMatchObject([{ orderNo: 'HANG' }]);
}, 20_000);
