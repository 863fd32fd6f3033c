import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  MemoryCallbackStore,
  NewPayTransportError,
  NewPayValidationError,
} from '../../lib/index.js';
import { paymentData, replyByPath, sendJson, signedAnswer } from '../support/fake-gateway.js';
import { startHostApp, PLATFORMS } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';
import { until } from '../support/until.js';
import { callUntyped } from '../support/untyped.js';

const now = 1_700_000_000_000;
const { gateway, host, logger, newPay, listener, post, restart } = usePaymentApp({
  options: { timeout: 5_000 },
  now: () => now,
});
const PROCESSING = { transStatus: 2 };
const FAILED = { transStatus: 0, transInfo: 'Refused' };

const answer = (changes: JsonFields | (() => JsonFields)) => {
  gateway.reply = replyByPath({
    queryOrder: (request) =>
      paymentData(request, typeof changes === 'function' ? changes() : changes),
  });
};
const callback = (changes: JsonFields) =>
  signedBody(paymentFields({ orderAmt: '50000.00', timestamp: now, ...changes }));
const queried = (orderNo = 'A1001') =>
  gateway.requests.filter(({ fields }) => fields['orderNo'] === orderNo).length;
/** Starts a wait, and resolves when its first query was answered. */
const waiting = async (within: number) => {
  const wait = newPay().settle('A1001', { within });
  await until(() => queried() === 1);
  await pause(50);
  return wait;
};

describe('settle by a query', () => {
  it.each([
    ['paid', {}],
    ['failed', FAILED],
  ])('A payment that is %s is returned at once, and its event is published.', async (...state) => {
    const [status, fields] = state;
    answer(fields);
    const payment = await newPay().settle('A1001', { within: 60_000 });
    expect(payment).toEqual(await newPay().queryOrder('A1001'));
    expect(payment.status).toBe(status);
    expect(listener().receivedEvents).toEqual([
      [status, expect.objectContaining({ orderNo: 'A1001', source: 'query' })],
    ]);
  });

  it('A payment that is paid later is queried again.', async () => {
    let count = 0;
    answer(() => (++count === 1 ? PROCESSING : {}));
    expect((await newPay().settle('A1001', { within: 60_000 })).status).toBe('paid');
    expect(queried()).toBe(2);
    expect(listener().names).toEqual(['paid']);
  });

  it('A query that fails does not end the wait.', async () => {
    let count = 0;
    const paid = replyByPath({ queryOrder: (request) => paymentData(request) });
    gateway.reply = (request, response) =>
      ++count === 1 ? sendJson(response, 'nonsense', 200) : paid(request, response);
    expect((await newPay().settle('A1001', { within: 60_000 })).status).toBe('paid');
    expect(count).toBe(2);
  });

  it('A hundred who wait for one order cost one query.', async () => {
    answer({});
    const reply = gateway.reply;
    gateway.reply = (...given) => void setTimeout(reply, 200, ...given);
    const waits = Array.from({ length: 100 }, () => newPay().settle('A1001', { within: 60_000 }));
    const other = newPay().settle('A1002', { within: 60_000 });
    expect((await Promise.all(waits)).map(({ status }) => status)).toEqual(Array(100).fill('paid'));
    expect((await other).orderNo).toBe('A1002');
    expect([queried('A1001'), queried('A1002')]).toEqual([1, 1]);
    expect(listener().names).toEqual(['paid', 'paid']);
  });

  it('The payment is returned although a listener fails, which is logged.', async () => {
    answer({});
    listener().before = () => Promise.reject(new Error('no database'));
    expect((await newPay().settle('A1001', { within: 60_000 })).status).toBe('paid');
    expect(logger().lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: expect.stringContaining(
          'settle() returned the payment although its event was not handled: The event for order A1001 could not be delivered: 1 of 1 listeners',
        ),
        context: 'NewPayService',
      }),
    );
  });

  it('The payment is returned when "within" is over, although a listener still runs.', async () => {
    answer({});
    let finish = (): void => undefined;
    listener().before = () => new Promise<void>((resolve) => (finish = resolve));
    const begin = performance.now();
    expect((await newPay().settle('A1001', { within: 400 })).status).toBe('paid');
    expect(performance.now() - begin).toBeGreaterThan(350);
    finish();
    await until(() => listener().names.length === 1);
  });
});

describe('settle by a callback', () => {
  it.each(PLATFORMS)(
    'A callback on %s ends the wait without a further query.',
    async (platform) => {
      await restart({ platform });
      answer(PROCESSING);
      const wait = newPay().settle('A1001', { within: 60_000 });
      await until(() => queried() === 1);
      await pause(50);
      const { status } = await post(callback({ transStatus: 0, subject: 'Coffee' }));
      const payment = await wait;
      expect([status, queried()]).toEqual([200, 1]);
      expect(payment).toMatchObject({
        status: 'paid',
        orderNo: 'A1001',
        orderAmt: '50000.00',
        currency: 'LAK',
        subject: 'Coffee',
      });
      expect(Object.isFrozen(payment)).toBe(true);
      expect(Object.keys(payment).toSorted()).toEqual(
        Object.keys(await newPay().queryOrder('A1001')).toSorted(),
      );
    },
  );

  it('The wait ends after the listeners of the callback.', async () => {
    answer(PROCESSING);
    const wait = waiting(60_000);
    let isOver = false;
    void wait.then(() => (isOver = true));
    let finish = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      listener().before = () => {
        resolve();
        return new Promise<void>((done) => (finish = done));
      };
    });
    await until(() => queried() === 1);
    const answered = post(callback({ transStatus: 0 }));
    await begun;
    await pause(50);
    expect(isOver).toBe(false);
    finish();
    expect((await wait).status).toBe('paid');
    expect((await answered).status).toBe(200);
  });

  it('A callback whose listener fails ends no wait: the next query does.', async () => {
    let isPaid = false;
    answer(() => (isPaid ? {} : PROCESSING));
    const wait = newPay().settle('A1001', { within: 60_000 });
    await until(() => queried() === 1);
    listener().before = () => {
      isPaid = true;
      listener().before = () => undefined;
      throw new Error('no database');
    };
    expect((await post(callback({ transStatus: 0 }))).status).toBe(500);
    expect((await wait).status).toBe('paid');
    expect([queried(), listener().names]).toEqual([2, ['paid']]);
  });

  it.each<[string, JsonFields | undefined, 'paid' | 'failed']>([
    ['was paid since', {}, 'paid'],
    ['failed', FAILED, 'failed'],
    ['is in progress', PROCESSING, 'failed'],
    ['cannot be queried', undefined, 'failed'],
  ])('A failed callback of a payment that %s ends the wait after one query.', async (...given) => {
    const [, state, status] = given;
    answer(PROCESSING);
    const wait = newPay().settle('A1001', { within: 60_000 });
    await until(() => queried() === 1);
    await pause(50);
    if (state) {
      answer(state);
    } else {
      gateway.reply = (_request, response) => sendJson(response, 'nonsense');
    }
    await post(callback({ transStatus: 1 }));
    expect((await wait).status).toBe(status);
    expect(queried()).toBe(2);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['A payment', async () => undefined],
    ['A failed payment', () => post(callback({ transStatus: 1 }))],
  ])('%s that another process has seen paid since is queried at once.', async (_what, before) => {
    const store = new MemoryCallbackStore();
    await restart({ options: { store } });
    await before();
    const seen = [...listener().names];
    let isPaid = false;
    answer(() => (isPaid ? {} : PROCESSING));
    // Past the short pauses: the next query would come four seconds later.
    const wait = newPay().settle('A1001', { within: 60_000 });
    await until(() => queried() === 3);
    const other = await startHostApp({
      providers: [PaymentListener],
      options: { baseUrl: gateway.url, store },
      now: () => now,
    });
    try {
      isPaid = true;
      const begin = performance.now();
      await other.postCallback(callback({ transStatus: 0 }));
      expect((await wait).status).toBe('paid');
      expect(performance.now() - begin).toBeLessThan(2_000);
    } finally {
      await other.app.close();
    }
    expect(listener().names).toEqual(seen);
  });
});

describe('the end of settle without a final state', () => {
  it('The status is "processing" when "within" is over.', async () => {
    answer(PROCESSING);
    expect(await newPay().settle('A1001', { within: 300 })).toEqual({
      orderNo: 'A1001',
      status: 'processing',
      error: undefined,
    });
    expect(queried()).toBe(1);
  });

  it('The result has the error of the last query.', async () => {
    gateway.reply = (_request, response) => sendJson(response, 'nonsense');
    expect(await newPay().settle('A1001', { within: 300 })).toEqual({
      orderNo: 'A1001',
      status: 'processing',
      error: expect.objectContaining({ code: 'ERR_NEWPAY_TRANSPORT' }),
    });
  });

  it('An order that NewPay does not know is "processing", with its refusal.', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, { ...signedAnswer({}), success: false, code: '404', data: null });
    expect(await newPay().settle('A1001', { within: 300 })).toMatchObject({
      status: 'processing',
      error: { code: 'ERR_NEWPAY_GATEWAY' },
    });
  });

  it('A gateway that never answers does not delay the end.', async () => {
    gateway.reply = () => undefined;
    const begin = performance.now();
    expect((await newPay().settle('A1001', { within: 300 })).status).toBe('processing');
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('A store that never answers delays neither the query nor the end.', async () => {
    const memory = new MemoryCallbackStore();
    const store = {
      retention: memory.retention,
      claim: memory.claim.bind(memory),
      complete: memory.complete.bind(memory),
      release: memory.release.bind(memory),
      find: () => new Promise<never>(() => undefined),
    };
    await restart({ options: { store } });
    answer({});
    expect((await newPay().settle('A1001', { within: 3_000 })).status).toBe('paid');
    answer(PROCESSING);
    expect((await newPay().settle('A1002', { within: 300 })).status).toBe('processing');
  });

  it('A page that is loaded again and again does not query each time.', async () => {
    answer(PROCESSING);
    const begin = performance.now();
    await newPay().settle('A1001', { within: 300 });
    for (let i = 0; i < 10; i += 1) {
      await newPay().settle('A1001', { within: 20 });
    }
    // The next query is due a second after the first one: a slow machine may come to it.
    const seconds = Math.floor((performance.now() - begin) / 1_000);
    expect(queried()).toBeGreaterThanOrEqual(1);
    expect(queried()).toBeLessThanOrEqual(1 + seconds);
  });

  it('A closing app ends every wait.', async () => {
    answer(PROCESSING);
    const wait = newPay().settle('A1001', { within: 60_000 });
    await until(() => queried() === 1);
    const service = newPay();
    const begin = performance.now();
    await host().app.close();
    expect(await wait).toMatchObject({ status: 'processing' });
    expect(await service.settle('A1001', { within: 60_000 })).toMatchObject({
      status: 'processing',
    });
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

describe('the options of settle', () => {
  it('The signal ends the wait, and no other one.', async () => {
    answer(PROCESSING);
    const abort = new AbortController();
    const aborted = rejection(
      newPay().settle('A1001', { within: 60_000, signal: abort.signal }),
      NewPayTransportError,
    );
    const other = newPay().settle('A1001', { within: 500 });
    await until(() => queried() === 1);
    abort.abort(new Error('the browser has gone'));
    expect(await aborted).toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
      message:
        'NewPay gave no usable answer: the call was aborted. Nothing was changed, trying again is safe.',
      cause: new Error('the browser has gone'),
    });
    expect((await other).status).toBe('processing');
  });

  it('A signal that is aborted before queries nothing.', async () => {
    answer({});
    const signal = AbortSignal.abort();
    expect(
      await rejection(newPay().settle('A1001', { within: 100, signal }), NewPayTransportError),
    ).toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
    });
    await pause(100);
    expect(gateway.requests).toEqual([]);
  });

  it('The query of somebody who leaves is aborted, and is no failure for who comes next.', async () => {
    gateway.reply = () => undefined;
    const abort = new AbortController();
    const left = rejection(
      newPay().settle('A1001', { within: 60_000, signal: abort.signal }),
      NewPayTransportError,
    );
    await until(() => queried() === 1);
    abort.abort();
    await left;
    answer({});
    expect((await newPay().settle('A1001', { within: 60_000 })).status).toBe('paid');
    expect(queried()).toBe(2);
  });

  it('"timeout" limits the query.', async () => {
    gateway.reply = () => undefined;
    const { error } = Object(
      await newPay().settle('A1001', { within: 800, timeout: 200 }),
    ) as Record<string, unknown>;
    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
      message: expect.stringContaining('200 ms'),
    });
  });

  it.each([1, 2 ** 31 - 1])('"within" may be %d.', async (within) => {
    answer({});
    expect((await newPay().settle('A1001', { within })).orderNo).toBe('A1001');
  });

  it('A refusal names the option.', async () => {
    const call = callUntyped(newPay(), 'settle', 'A1001', { within: 0, timeout: 0 });
    const { fields } = await rejection(call, NewPayValidationError);
    expect(fields.map(({ field }) => field)).toEqual(['within', 'timeout']);
  });

  it.each<[unknown, unknown, string]>([
    [
      'A1001',
      undefined,
      'The call is not valid: within must be a whole number of milliseconds from 1 to 2147483647, such as 5000',
    ],
    ['A1001', { within: 0 }, 'The call is not valid: within must be a whole number'],
    ['A1001', { within: '5000' }, 'The call is not valid: within must be a whole number'],
    ['A1001', { within: Number.NaN }, 'The call is not valid: within must be a whole number'],
    ['A1001', { within: 2 ** 31 }, 'The call is not valid: within must be a whole number'],
    ['A1001', { within: 100, signal: 'x' }, 'The call is not valid: signal must be an AbortSignal'],
    ['A1001', { within: 0, timeout: 0 }, 'such as 5000; timeout must be a whole number'],
    ['../x', { within: 100 }, 'The query is not valid: orderNo must be 1 to 64 letters'],
    [undefined, { within: 100 }, 'The query is not valid: orderNo must be 1 to 64 letters'],
  ])('settle(%p, %p) is refused, and nothing is sent.', async (orderNo, options, message) => {
    expect(
      await rejection(callUntyped(newPay(), 'settle', orderNo, options), NewPayValidationError),
    ).toMatchObject({
      code: 'ERR_NEWPAY_VALIDATION',
      message: expect.stringContaining(message),
    });
    expect(gateway.requests).toEqual([]);
  });
});
