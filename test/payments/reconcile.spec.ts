import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  MemoryCallbackStore,
  type NewPayCallOptions,
  type NewPayReconcileProgress,
} from '../../lib/index.js';
import { paymentData, replyByPath, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

const now = 1_700_000_000_000;
const { gateway, newPay, listener, post, restart } = usePaymentApp({
  options: { timeout: 5_000 },
  now: () => now,
});
const answer = (changes: JsonFields | ((orderNo: string) => JsonFields)) => {
  gateway.reply = replyByPath({
    queryOrder: (request) =>
      paymentData(
        request,
        typeof changes === 'function' ? changes(String(request['orderNo'])) : changes,
      ),
  });
};
const callback = (transStatus: number) => {
  const fields = { transStatus, orderAmt: '50000.00', timestamp: now };
  return post(signedBody(paymentFields(fields)));
};

describe('reconcile', () => {
  it('reconcile publishes a final payment with the source "query".', async () => {
    answer({});
    expect((await newPay().reconcile('A1001')).status).toBe('paid');
    expect(listener().receivedEvents).toEqual([
      [
        'paid',
        expect.objectContaining({
          orderNo: 'A1001',
          source: 'query',
          settlementStatus: 'settled',
          occurredAt: new Date(now),
        }),
      ],
    ]);
  });

  it('reconcile publishes nothing while the payment is processing.', async () => {
    answer({ transStatus: 2 });
    expect((await newPay().reconcile('A1001')).status).toBe('processing');
    expect(listener().names).toEqual([]);
  });

  it.each<[string, (() => Promise<unknown>)[]]>([
    ['callback, then query', [() => callback(0), () => newPay().reconcile('A1001')]],
    ['query, then callback', [() => newPay().reconcile('A1001'), () => callback(0)]],
    ['query twice', [() => newPay().reconcile('A1001'), () => newPay().reconcile('A1001')]],
  ])('One payment is published once: %s.', async (_what, steps) => {
    answer({});
    for (const step of steps) {
      await step();
    }
    expect(listener().names).toEqual(['paid']);
  });

  it.each<[string, 'callback' | 'query']>([
    ['a callback and queries come while a query’s event is handled', 'query'],
    ['queries come while a callback’s event is handled', 'callback'],
  ])('One payment is published once, and no reconcile fails, when %s.', async (_what, first) => {
    answer({});
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const begun = new Promise<void>((resolve) => {
      listener().before = () => {
        resolve();
        return released;
      };
    });
    const reconcile = () => newPay().reconcile('A1001');
    const holder = first === 'query' ? reconcile() : callback(0);
    await begun;
    const waiting = Promise.all([reconcile(), reconcile(), reconcile(), reconcile()]);
    const isOver = await Promise.race([waiting.then(() => true), pause(200, false)]);
    const refused = first === 'query' ? await callback(0) : undefined;
    release();

    // Queries wait for the listener, which may yet fail; a callback comes again by itself.
    expect(isOver).toBe(false);
    expect((await waiting).map((payment) => payment.status)).toEqual(Array(4).fill('paid'));
    expect(await holder).toMatchObject({ status: first === 'query' ? 'paid' : 200 });
    expect(refused?.status).toBe(first === 'query' ? 409 : undefined);
    expect(listener().names).toEqual(['paid']);
  });

  it('reconcile rejects when a listener fails, and publishes the event again the next time.', async () => {
    answer({});
    listener().before = () => Promise.reject(new Error('no database'));
    await expect(newPay().reconcile('A1001')).rejects.toMatchObject({
      code: 'ERR_NEWPAY_DELIVERY',
      orderNo: 'A1001',
      message:
        'The event for order A1001 could not be delivered: 1 of 1 listeners of "newpay.paid" failed: PaymentListener.onPaid',
      cause: expect.any(AggregateError),
    });
    listener().before = () => undefined;
    await newPay().reconcile('A1001');
    expect(listener().names).toEqual(['paid']);
  });
});

it('reconcile rejects while another process holds the claim of the order.', async () => {
  const store = new MemoryCallbackStore();
  await restart({ options: { timeout: 2_000, store } });
  answer({});
  await store.claim(`payment::${APP_ID}:A1001`, 1);
  await expect(newPay().reconcile('A1001')).rejects.toMatchObject({ code: 'ERR_NEWPAY_DELIVERY' });
  expect(await newPay().reconcileAll(['A1001'])).toMatchObject({
    paid: [],
    notReached: [{ orderNo: 'A1001' }],
  });
});

describe('reconcile while another delivery of the order is in progress', () => {
  /** Called when NewPay has answered the query. */
  let onAnswer: () => void;

  beforeEach(async () => {
    onAnswer = () => undefined;
    const store = new MemoryCallbackStore();
    await store.claim(`payment::${APP_ID}:A1001`, 1);
    const hooks = { response: () => onAnswer() };
    await restart({ options: { timeout: 60_000, store, hooks } });
    answer({});
  });

  it.each<[string, (abort: AbortController) => NewPayCallOptions]>([
    ['its signal', (abort) => ({ signal: abort.signal })],
    ['its timeout', () => ({ timeout: 2_000 })],
  ])('reconcile waits no longer than %s allows.', async (_what, optionsOf) => {
    const abort = new AbortController();
    onAnswer = () => setTimeout(() => abort.abort(), 100);
    const begin = performance.now();

    await expect(newPay().reconcile('A1001', optionsOf(abort))).rejects.toMatchObject({
      code: 'ERR_NEWPAY_DELIVERY',
      orderNo: 'A1001',
    });

    expect(performance.now() - begin).toBeLessThan(15_000);
  });
});

describe('reconcileAll', () => {
  it('reconcileAll continues when onProgress throws or rejects.', async () => {
    answer({});
    const faults = [
      () => {
        throw new Error('x');
      },
      () => Promise.reject(new Error('x')),
    ];
    for (const onProgress of faults as (() => void)[]) {
      expect((await newPay().reconcileAll(['B1', 'B2'], { onProgress })).paid).toHaveLength(2);
    }
  });

  it('reconcileAll returns a summary of all orders, and does not stop at an error.', async () => {
    const states: Record<string, JsonFields> = {
      P1: { transStatus: 1 },
      F1: { transStatus: 0 },
      W1: { transStatus: 2 },
      P2: { transStatus: 1 },
    };
    gateway.reply = (request, response) => {
      const state = states[String(request.fields['orderNo'])];
      if (state) {
        replyByPath({ queryOrder: (fields) => paymentData(fields, state) })(request, response);
      } else {
        sendJson(response, { success: false, code: '404', message: 'unknown' });
      }
    };
    const progress: NewPayReconcileProgress[] = [];
    const summary = await newPay().reconcileAll(['P1', 'X1', 'F1', 'W1', 'no number', 'P2'], {
      concurrency: 2,
      onProgress: (step) => progress.push(step),
    });
    expect(Reflect.get(summary, 'notReached')).toBe(summary.unresolved);
    expect({ ...summary, paid: [...summary.paid].sort() }).toMatchObject({
      paid: ['P1', 'P2'],
      failed: ['F1'],
      processing: ['W1'],
      notReached: expect.arrayContaining([
        { orderNo: 'X1', error: expect.objectContaining({ code: 'ERR_NEWPAY_GATEWAY' }) },
        { orderNo: 'no number', error: expect.objectContaining({ code: 'ERR_NEWPAY_VALIDATION' }) },
      ]),
    });
    expect(progress.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(progress).toContainEqual({
      orderNo: 'W1',
      outcome: 'processing',
      done: expect.any(Number),
    });
    expect(progress).toContainEqual({
      orderNo: 'X1',
      outcome: 'notReached',
      done: expect.any(Number),
    });
    expect([...listener().names].sort()).toEqual(['failed', 'paid', 'paid']);
  });

  it.each([1, 3, 100])(
    'reconcileAll queries at most `concurrency` orders at a time: %i.',
    async (concurrency) => {
      const expected = Math.min(concurrency, 12);
      const held: (() => void)[] = [];
      let most = 0;
      gateway.reply = (request, response) => {
        held.push(() =>
          replyByPath({ queryOrder: (fields) => paymentData(fields) })(request, response),
        );
        most = Math.max(most, held.length);
        // Answered together once all have come, and after a time in which one too many would come.
        if (held.length === expected) {
          setTimeout(() => held.splice(0).forEach((reply) => reply()), 50);
        }
      };
      const orderNos = Array.from({ length: 12 }, (_, i) => `A${i}`);
      const { paid } = await newPay().reconcileAll(orderNos, { concurrency });
      expect(paid).toHaveLength(12);
      expect(most).toBe(expected);
    },
  );

  it('reconcileAll ends when its signal is aborted: the orders that are left are unresolved.', async () => {
    answer({});
    const controller = new AbortController();
    const summary = await newPay().reconcileAll(['A1', 'A2', 'A3'], {
      concurrency: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    const unresolved = [
      { orderNo: 'A2', error: undefined },
      { orderNo: 'A3', error: undefined },
    ];
    expect(summary).toEqual({
      paid: ['A1'],
      failed: [],
      processing: [],
      unresolved,
      notReached: unresolved,
    });
    expect(gateway.requests).toHaveLength(1);
  });

  it('reconcileAll accepts an async iterable, such as a cursor.', async () => {
    answer({});
    async function* cursor() {
      yield 'A1';
      yield 'A2';
    }
    expect((await newPay().reconcileAll(cursor())).paid).toHaveLength(2);
  });

  it.each([0, 101, 1.5, Number.NaN])(
    'reconcileAll rejects a concurrency of %d.',
    async (concurrency) => {
      await expect(newPay().reconcileAll([], { concurrency })).rejects.toThrow(
        new RangeError('concurrency must be a whole number from 1 to 100'),
      );
    },
  );
});
