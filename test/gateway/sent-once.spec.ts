import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent, buildConnector, interceptors, RetryAgent, type Dispatcher } from 'undici';
import { Deadline } from '../../lib/gateway/call-options.js';
import { ConnectionWatch } from '../../lib/gateway/connection-watch.js';
import { Exchange } from '../../lib/gateway/exchange.js';
import { NewPayTransportError, NewPayUnknownOutcomeError } from '../../lib/index.js';
import { sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { UNREADABLE, UNREADABLE_TEXT } from '../support/unreadable-values.js';
import { untyped } from '../support/untyped.js';

const { gateway, newPay, restart } = usePaymentApp();
const opened: Dispatcher[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((dispatcher) => dispatcher.close()));
});

async function restartWith<D extends Dispatcher>(dispatcher: D): Promise<D> {
  opened.push(dispatcher);
  await restart({ options: { dispatcher } });
  return dispatcher;
}

/** Accepts one connection, answers "{}" once and closes it; then counts what comes. */
const CLOSING_SERVER = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  let connections = 0;
  createServer((socket) => {
    const isFirst = ++connections === 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (!String(chunk).endsWith('}')) return;
      // Before the answer: the client looks at the number as soon as it has it.
      Atomics.add(workerData, 1, 1);
      socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\n{}');
      if (isFirst) setTimeout(() => socket.end(() => {
        Atomics.store(workerData, 0, 1);
        Atomics.notify(workerData, 0);
      }), 20);
    });
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

it('A process that was frozen sends the next order on a new connection, when the gateway closed the old one.', async () => {
  const state = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(CLOSING_SERVER, { eval: true, workerData: state });
  const [port] = (await once(worker, 'message')) as [number];
  await restart({ options: { baseUrl: `http://127.0.0.1:${port}` } });

  const create = () => rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
  expect((await create()).message).toContain('neither success nor failure');
  // Nothing of this process runs while the gateway closes the connection.
  Atomics.wait(state, 0, 0);
  expect((await create()).message).toContain('neither success nor failure');
  expect(state[1]).toBe(2);

  await worker.terminate();
});

it('An order that a dispatcher answers in part, without a word before, has an unknown outcome.', async () => {
  const dispatcher = {
    dispatch: (_request: object, handler: object) => {
      const { onResponseStart, onResponseError } = untyped(handler);
      Reflect.apply(onResponseStart, handler, [{}, 200, {}]);
      Reflect.apply(onResponseError, handler, [{}, new Error('the answer broke off')]);
      return true;
    },
  };
  await restart({ options: { dispatcher } });
  const error = await rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
  expect(error.message).toContain('the answer broke off');
});

it('An order that ended before its connection opened is not sent when it opens.', async () => {
  const connect = buildConnector({});
  const waiting: (() => void)[] = [];
  await restartWith(
    new Agent({
      connect: (options, callback) => void waiting.push(() => connect(options, callback)),
    }),
  );
  const controller = new AbortController();
  const order = rejection(
    newPay().createOrder(ORDER, { signal: controller.signal }),
    NewPayTransportError,
  );
  while (waiting.length === 0) {
    await new Promise(setImmediate);
  }
  controller.abort();
  expect((await order).message).toContain('Nothing was sent');

  const next = newPay().createOrder({ ...ORDER, orderNo: 'A1002' });
  while (waiting.length < 2) {
    await new Promise(setImmediate);
  }
  waiting.forEach((open) => open());
  await next;
  expect(gateway.requests.map(({ fields }) => fields['orderNo'])).toEqual(['A1002']);
});

it('An order whose time is over before its dispatcher is there is not handed to it.', async () => {
  const deadline = new Deadline(10_000);
  const watch = new ConnectionWatch();
  watch.waits();
  deadline.abort();
  const dispatched: object[] = [];
  const dispatcher = { dispatch: (request: object) => dispatched.push(request) > 0 };

  await expect(new Exchange(watch, deadline, 100).send(dispatcher, {})).rejects.toThrow(
    'the call has ended',
  );
  deadline.clear();
  expect(dispatched).toEqual([]);
  expect(watch.neverOpened).toBe(true);
});

it('What ended before is left alone when the call ends.', async () => {
  const deadline = new Deadline(10_000);
  const aborted: Error[] = [];
  const controller = { abort: (reason: Error) => void aborted.push(reason) };
  const handlers: Exchange[] = [];
  const dispatcher = {
    dispatch: (_request: object, handler: object) => handlers.push(untyped(handler)) > 0,
  };
  const exchanges = [1, 2, 3].map(() => new Exchange(new ConnectionWatch(), deadline, 100));
  const answers = Promise.allSettled(exchanges.map((exchange) => exchange.send(dispatcher, {})));
  handlers.forEach((handler) => handler.onRequestStart(controller));
  handlers[0]?.onResponseStart(controller, 200, {});
  handlers[0]?.onResponseEnd();
  handlers[1]?.onResponseError(controller, new Error('reset'));
  expect(aborted).toEqual([]);
  deadline.abort();
  deadline.clear();

  expect(aborted).toEqual([
    expect.objectContaining({ message: 'the call has ended', code: 'ERR_CANCELED' }),
  ]);
  expect(await answers).toEqual([
    {
      status: 'fulfilled',
      value: { status: 200, statusText: '', headers: {}, data: Buffer.alloc(0) },
    },
    { status: 'rejected', reason: expect.objectContaining({ message: 'reset' }) },
    { status: 'rejected', reason: aborted[0] },
  ]);
});

describe('A dispatcher of the host', () => {
  it('An order is not sent again by a dispatcher that would retry it.', async () => {
    const retry = { methods: ['POST' as const], minTimeout: 1, errorCodes: ['UND_ERR_SOCKET'] };
    await restartWith(new RetryAgent(new Agent(), retry));
    gateway.reply = (_request, response) => response.destroy();

    const error = await rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
    expect(error.message).toContain('the request would be sent a second time');
    expect(gateway.requests).toHaveLength(1);
  });

  it('An order does not follow a redirect, even by a dispatcher that would.', async () => {
    opened.push(new Agent());
    const dispatcher = new Agent().compose(interceptors.redirect({ maxRedirections: 3 }));
    await restart({ options: { dispatcher } });
    gateway.reply = (_request, response) =>
      response.writeHead(307, { location: `${gateway.url}/elsewhere` }).end();

    await rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
    expect(gateway.requests).toHaveLength(1);
  });

  it('A dispatcher of the host stays open when the app closes.', async () => {
    const dispatcher = await restartWith(new Agent());
    await newPay().createOrder(ORDER);
    await restart({});

    gateway.reply = (_request, response) => sendJson(response, '{}');
    const { statusCode, body } = await dispatcher.request({
      origin: gateway.url,
      path: '/x',
      method: 'POST',
      body: '{}',
    });
    await body.dump();
    expect(statusCode).toBe(200);
  });

  it('A call ends at its time limit, although the dispatcher never answers.', async () => {
    await restart({ options: { dispatcher: { dispatch: () => true }, timeout: 150 } });

    const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
    expect(error.message).toMatch(/150 ms/);
  });

  it.each<[what: string, thrown: unknown, reason: string]>([
    ['an error', new Error('it is broken'), 'it is broken'],
    ['an error with a code', errorOf('E1', 'it is broken'), 'E1: it is broken'],
    ['an error that names its code', errorOf('E1', 'broken: E1'), 'broken: E1'],
    ['an error with a code alone', errorOf('E1', ''), 'E1'],
    ['an error whose code is a number', errorOf(7, 'it is broken'), 'it is broken'],
    ['a text', 'it is broken', 'it is broken'],
    ['nothing', undefined, 'undefined'],
  ])('A call fails when the dispatcher throws %s.', async (_what, thrown, reason) => {
    const dispatch = () => {
      throw thrown;
    };
    await restart({ options: { dispatcher: untyped({ dispatch }) } });

    const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
    expect(error.message).toBe(
      `NewPay could not be reached: ${reason}. Nothing was sent, trying again is safe.`,
    );
    expect(error.cause).toEqual(Object(thrown));
  });
});

describe('A fault that throws when it is looked at', () => {
  it.each(UNREADABLE)('ends a call that a dispatcher throws it at: %s.', async (_what, fault) => {
    const dispatch = () => {
      throw fault;
    };
    await restart({ options: { dispatcher: { dispatch } } });

    const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
    expect(error.message).toBe(
      `NewPay could not be reached: ${UNREADABLE_TEXT}. Nothing was sent, trying again is safe.`,
    );
  });

  it.each(UNREADABLE)('ends a call that was sent, at once: %s.', async (_what, fault) => {
    const dispatch = (_request: object, handler: object) => {
      const { onRequestStart, onResponseError } = untyped(handler);
      Reflect.apply(onRequestStart, handler, [{}]);
      queueMicrotask(() => void Reflect.apply(onResponseError, handler, [{}, fault]));
      return true;
    };
    await restart({ options: { dispatcher: { dispatch } } });

    const error = await rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
    expect(error.message).toContain(UNREADABLE_TEXT);
  });
});

function errorOf(code: unknown, message: string): Error {
  return Object.assign(new Error(message), { code });
}
