import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
  type NewPayCallOptions,
  type NewPayHooks,
} from '../../lib/index.js';
import { requireCallOptions } from '../../lib/gateway/call-options.js';
import { paymentData, refundData, replyByPath, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER, REFUND } from '../support/requests.js';
import { callUntyped, untyped } from '../support/untyped.js';

/** Far longer than any call of these tests, in milliseconds. */
const TIMEOUT = 30_000;
const REASON = new Error('the payer has gone');

let hooks: NewPayHooks;

const { gateway, newPay } = usePaymentApp({
  options: { timeout: TIMEOUT, hooks: { response: (info) => hooks.response?.(info) } },
});

beforeEach(() => {
  hooks = {};
  gateway.reply = () => undefined;
});

/** A method and its arguments before the options. */
type Method = readonly [name: string, ...given: readonly unknown[]];

const WRITES: readonly Method[] = [
  ['createOrder', ORDER],
  ['createPrePayment', ORDER],
  ['createMiniProgramOrder', { currency: 'LAK', orderAmt: '5000' }],
  ['refund', REFUND],
  ['call', '/x', {}],
];
const READS: readonly Method[] = [
  ['queryOrder', 'A1001'],
  ['queryRefund', 'R1'],
  ['reconcile', 'A1001'],
];
const METHODS = [...WRITES, ...READS];

function call([name, ...given]: Method, options?: unknown): Promise<unknown> {
  return callUntyped(newPay(), name, ...given, options);
}

/** Aborts as soon as the gateway has read a request. */
function abortedWhenSent(): NewPayCallOptions {
  const controller = new AbortController();
  gateway.reply = () => controller.abort(REASON);
  return { signal: controller.signal };
}

describe.each(METHODS)('%s', (...method: Method) => {
  it('A call whose signal is aborted already sends nothing.', async () => {
    const error = await rejection(
      call(method, { signal: AbortSignal.abort(REASON) }),
      NewPayTransportError,
    );

    expect(error).toMatchObject({
      message: 'The call was aborted. Nothing was sent, trying again is safe.',
      cause: REASON,
    });
    expect(gateway.requests).toEqual([]);
  });

  it('The timeout of a call overrides the option of the module.', async () => {
    const error = await rejection(call(method, { timeout: 60 }), Error);

    expect(error).toMatchObject({ message: expect.stringContaining('60 ms') });
  });

  it.each<[field: string, options: object]>([
    ['signal', { signal: {} }],
    ['signal', { signal: new AbortController() }],
    ['signal', { signal: null }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: -1 }],
    ['timeout', { timeout: 1.5 }],
    ['timeout', { timeout: Number.NaN }],
    ['timeout', { timeout: 2 ** 31 }],
    ['timeout', { timeout: '1000' }],
  ])('A wrong %s is rejected by its name: %j.', async (field, options) => {
    const error = await rejection(call(method, options), NewPayValidationError);

    expect(error).toMatchObject({ fields: [{ field }] });
    expect(gateway.requests).toEqual([]);
  });

  it.each<[given: unknown, field: string, message: string]>([
    [{ tiemout: 5 }, 'tiemout', 'tiemout is unknown: the known options are '],
    [{ listner: 'a', timeout: 5_000 }, 'listner', 'listner is unknown: the known options are '],
    [new AbortController().signal, 'options', 'options must be an object with '],
    ['5s', 'options', 'options must be an object with '],
    [[], 'options', 'options must be an object with '],
    [async () => undefined, 'options', 'options must be an object with '],
  ])('What would be ignored is refused by its name: %p.', async (options, field, message) => {
    const error = await rejection(call(method, options), NewPayValidationError);

    expect(error.fields).toEqual([
      { field, messages: [expect.stringMatching(new RegExp(`^${message}.*signal, timeout`))] },
    ]);
    expect(gateway.requests).toEqual([]);
  });

  it('A call releases the signal when it has ended.', async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    let added = 0;
    Object.assign(signal, {
      addEventListener: (type: string, listener: () => void) => {
        added += 1;
        listeners.add(listener);
        add(type, listener);
      },
      removeEventListener: (type: string, listener: () => void) => {
        listeners.delete(listener);
        remove(type, listener);
      },
    });

    await rejection(call(method, { signal, timeout: 30 }), Error);

    expect(added).toBeGreaterThan(0);
    expect(listeners.size).toBe(0);
  });
});

describe.each(WRITES)('%s, a write', (...method: Method) => {
  it('A write that is aborted after it was sent has an unknown outcome.', async () => {
    const error = await rejection(call(method, abortedWhenSent()), NewPayUnknownOutcomeError);

    expect(error).toMatchObject({
      message: expect.stringMatching(/ is unknown: the call was aborted\. Query it before/),
    });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe.each(READS)('%s, a read', (...method: Method) => {
  it('A read that is aborted after it was sent may be tried again.', async () => {
    const error = await rejection(call(method, abortedWhenSent()), NewPayTransportError);

    expect(error).toMatchObject({
      message:
        'NewPay gave no usable answer: the call was aborted. Nothing was changed, trying again is safe.',
    });
    expect(gateway.requests).toHaveLength(1);
  });

  it('A read that is aborted between two attempts makes no further attempt.', async () => {
    const controller = new AbortController();
    gateway.reply = (_request, response) => sendJson(response, 'oops', 500);
    hooks.response = () => setImmediate(() => controller.abort(REASON));

    const error = await rejection(
      call(method, { signal: controller.signal }),
      NewPayTransportError,
    );

    expect(error).toMatchObject({
      message: expect.stringContaining('the call was aborted'),
      cause: { cause: REASON },
    });
    expect(gateway.requests).toHaveLength(1);
  });
});

const ignore = (): void => undefined;

it.each<[what: string, signal: object]>([
  ['no aborted', { addEventListener: ignore, removeEventListener: ignore }],
  [
    'an aborted that is a text',
    { aborted: 'no', addEventListener: ignore, removeEventListener: ignore },
  ],
  ['no addEventListener', { aborted: false, removeEventListener: ignore }],
  ['no removeEventListener', { aborted: false, addEventListener: ignore }],
])('An object with %s is not taken for a signal.', (_what, signal) => {
  expect(() => requireCallOptions(untyped({ signal }))).toThrow('signal must be an AbortSignal');
});

it.each([1, 2 ** 31 - 1])(
  'A timeout of %i ms is the least or the most that is possible.',
  (timeout) => {
    expect(requireCallOptions({ timeout })).toEqual({ signal: undefined, timeout });
  },
);

it('All wrong options of a call are named at once, with their rules.', async () => {
  await expect(call(['queryOrder', 'A1001'], { signal: {}, timeout: 0 })).rejects.toThrow(
    'The call is not valid: signal must be an AbortSignal; timeout must be a whole number of milliseconds from 1 to 2147483647, such as 10000',
  );
});

it.each<[name: string, first: unknown, options: string]>([
  ['createOrder', ORDER, 'resolveUnknown, signal, timeout'],
  ['refund', REFUND, 'signal, timeout'],
  ['settle', 'A1001', 'within, signal, timeout'],
  ['watch', 'A1001', 'db, signal, timeout'],
  ['redeliver', 'A1001', 'listener, signal, timeout'],
])('The refusal names the options of %s.', async (name, first, options) => {
  await expect(call([name, first], { within: 1, Timeout: 5 })).rejects.toThrow(
    `Timeout is unknown: the known options are ${options}`,
  );
});

class SharedOptions {
  readonly purpose = 'the checkout';
  readonly timeout = 5_000;
}

it('The options may be an object of a class, which has members of its own.', () => {
  expect(requireCallOptions(new SharedOptions())).toEqual({ timeout: 5_000 });
  expect(() => requireCallOptions(Object.assign(new SharedOptions(), { time_out: 1 }))).toThrow(
    'time_out is unknown: the known options are signal, timeout',
  );
});

it.each(['false', 1, null])('resolveUnknown is a boolean, not %p.', async (resolveUnknown) => {
  const failure = call(['createOrder', ORDER], { resolveUnknown });
  await expect(failure).rejects.toThrow(
    'The call is not valid: resolveUnknown must be true or false',
  );
  await expect(failure).rejects.toMatchObject({ fields: [{ field: 'resolveUnknown' }] });
  expect(gateway.requests).toEqual([]);
});

it.each([undefined, null, 5])('%p in place of the options leaves all of them out.', (given) => {
  expect(requireCallOptions(untyped(given))).toEqual({});
});

it.each([undefined, null, 5])(
  '%p in place of the options lacks the one that settle needs.',
  async (given) => {
    const error = await rejection(call(['settle', 'A1001'], given), NewPayValidationError);
    expect(error.fields).toMatchObject([{ field: 'within' }]);
  },
);

it('An index in place of the options changes nothing, as Array.map passes one.', async () => {
  gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });

  const payments = await Promise.all(
    ['A1', 'A2'].map((orderNo, index) => call(['queryOrder', orderNo], index)),
  );

  expect(payments).toMatchObject([{ orderNo: 'A1' }, { orderNo: 'A2' }]);
});

it('An order that was aborted is not queried, although resolveUnknown is set.', async () => {
  await expect(
    newPay().createOrder(ORDER, { ...abortedWhenSent(), resolveUnknown: true }),
  ).rejects.toBeInstanceOf(NewPayUnknownOutcomeError);
  expect(gateway.requests).toHaveLength(1);
});

describe('the refundable amount of an order', () => {
  beforeEach(async () => {
    gateway.reply = replyByPath({
      queryOrder: (request) => paymentData(request, { orderAmt: '30000' }),
      refund: (request) => refundData(request),
    });
    await newPay().queryOrder('A1001');
  });

  const refundAgain = () => newPay().refund({ ...REFUND, refundOrderNo: 'R2' });

  it.each<[string, object]>([
    ['with wrong options', { timeout: 0 }],
    ['that was aborted before it was sent', { signal: AbortSignal.abort() }],
  ])('A refund %s does not reduce it.', async (_what, options) => {
    await rejection(call(['refund', REFUND], options), Error);
    await expect(refundAgain()).resolves.toMatchObject({ refundOrderNo: 'R2' });
  });

  it('A refund that was aborted after it was sent reduces it.', async () => {
    await rejection(newPay().refund(REFUND, abortedWhenSent()), NewPayUnknownOutcomeError);
    await expect(refundAgain()).rejects.toBeInstanceOf(NewPayValidationError);
  });
});
