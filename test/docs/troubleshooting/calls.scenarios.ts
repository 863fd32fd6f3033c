import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Agent, RetryAgent } from 'undici';
import { Currency, NewPayService } from '../../../lib/index.js';
import {
  envelope,
  orderAnswer,
  sendJson,
  signedAnswer,
  startFakeGateway,
  type Reply,
} from '../../support/fake-gateway.js';
import type { HostAppOptions } from '../../support/host-app.js';
import { callUntyped } from '../../support/untyped.js';
import { thrown, withHost, type Scenarios } from './scenario.js';

type Use = (newPay: NewPayService) => unknown;

const createOrder: Use = (newPay) =>
  newPay.createOrder({
    payMethod: 1,
    currency: Currency.LAK,
    orderAmt: '50000',
    orderNo: 'A1001',
  });

const refund: Use = (newPay) =>
  newPay.refund({
    orderNo: 'A1001',
    refundOrderNo: 'R1001-1',
    refundOrderAmt: '20000',
    refundDesc: 'Sold out',
  });

const transfer: Use = (newPay) =>
  newPay.transfer({
    revFundAccountId: '1001211005000526',
    orderAmt: '50000',
    currency: 'LAK',
    orderDesc: 'Prize',
  });

/** What a call throws, and its cause, when the gateway answers so. */
const answered =
  (reply: Reply, use: Use = createOrder, more: HostAppOptions['options'] = {}) =>
  async () => {
    const gateway = await startFakeGateway();
    gateway.reply = reply;
    const endpoints = { transfer: '/transfer' };
    const options = { baseUrl: gateway.url, timeout: 1_000, endpoints, ...more };
    try {
      return await withHost({ options }, ({ app }) => thrown(() => use(app.get(NewPayService))));
    } finally {
      await gateway.stop();
    }
  };

const status =
  (code: number): Reply =>
  (_request, response) =>
    sendJson(response, 'x', code);

const json =
  (body: unknown): Reply =>
  (_request, response) =>
    sendJson(response, body);

/** The first message alone: what the network said is the cause. */
const first = (run: () => Promise<readonly string[]>) => async () => (await run()).slice(0, 1);

async function abortedOrder(): Promise<readonly string[]> {
  const controller = new AbortController();
  return answered(
    () => controller.abort(),
    (newPay) =>
      newPay.createOrder(
        { payMethod: 1, currency: 'LAK', orderAmt: '50000', orderNo: 'A1001' },
        { signal: controller.signal, timeout: 10_000 },
      ),
  )();
}

/** An order through a dispatcher that sends again what broke off. */
async function retriedOrder(): Promise<readonly string[]> {
  const retry = { methods: ['POST' as const], minTimeout: 1, errorCodes: ['UND_ERR_SOCKET'] };
  const dispatcher = new RetryAgent(new Agent(), retry);
  try {
    return await answered((_request, response) => response.destroy(), createOrder, {
      dispatcher,
    })();
  } finally {
    await dispatcher.destroy();
  }
}

/** An order through a proxy that hangs up. */
async function orderThroughBrokenProxy(): Promise<readonly string[]> {
  const proxy = createServer((socket) => socket.once('data', () => socket.destroy()));
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  process.env['HTTPS_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const options = { baseUrl: 'https://newpay.example', timeout: 1_000 };
    return await withHost({ options }, ({ app }) =>
      thrown(() => createOrder(app.get(NewPayService))),
    );
  } finally {
    delete process.env['HTTPS_PROXY'];
    proxy.close();
  }
}

export const ofCalls: Scenarios = {
  'a proxy that hangs up': first(orderThroughBrokenProxy),
  'a dispatcher that sends again': retriedOrder,
  'NewPay is not there': first(async () => {
    const gateway = await startFakeGateway();
    await gateway.stop();
    return withHost({ options: { baseUrl: gateway.url } }, ({ app }) =>
      thrown(() => createOrder(app.get(NewPayService))),
    );
  }),
  'a query without an answer': answered(status(502), (newPay) => newPay.queryOrder('A1001')),
  'NewPay says no': answered(json({ success: false, message: 'no such app', code: '40001' })),
  'the connection breaks': first(answered((_request, response) => response.destroy())),
  'the connection breaks in a refund': first(
    answered((_request, response) => response.destroy(), refund),
  ),
  'the connection breaks in a transfer': first(
    answered((_request, response) => response.destroy(), transfer),
  ),
  'a call without a path': answered(
    () => undefined,
    (newPay) => newPay.queryUser('+8562099990001'),
  ),
  'the connection breaks in a call': first(
    answered(
      (_request, response) => response.destroy(),
      (newPay) => newPay.call('/api/x', {}),
    ),
  ),
  'order numbers from a cursor that breaks': first(
    answered(
      () => undefined,
      (newPay) =>
        newPay.reconcileAll(
          (function* () {
            yield* [];
            throw new Error('the connection is gone');
          })(),
        ),
    ),
  ),
  'order numbers from an iterator that is none': first(
    answered(
      () => undefined,
      (newPay) =>
        callUntyped(newPay, 'reconcileAll', { [Symbol.iterator]: () => ({ next: () => 7 }) }),
    ),
  ),
  'no options of reconcileAll': answered(
    () => undefined,
    (newPay) => callUntyped(newPay, 'reconcileAll', [], null),
  ),
  'an unknown option of reconcileAll': answered(
    () => undefined,
    (newPay) => callUntyped(newPay, 'reconcileAll', [], { limit: 4 }),
  ),
  'progress for what is no function': answered(
    () => undefined,
    (newPay) => callUntyped(newPay, 'reconcileAll', [], { onProgress: 'log' }),
  ),
  'one order number for a list': answered(
    () => undefined,
    (newPay) => callUntyped(newPay, 'reconcileAll', 'A1001'),
  ),
  'no answer in time': answered(() => undefined),
  'a call that is aborted before it is sent': first(
    answered(
      () => undefined,
      (newPay) => newPay.queryOrder('A1001', { signal: AbortSignal.abort() }),
    ),
  ),
  'an order that is aborted after it was sent': abortedOrder,
  'a proxy answers': answered(status(502)),
  'neither yes nor no': answered(json({})),
  'a page of HTML': answered(json('<html></html>')),
  'no data': answered(json(envelope(null))),
  'an answer without a signature': answered(json(envelope({ orderNo: 'A1001' }))),
  'an answer with the signature of another': answered((request, response) => {
    const { data } = orderAnswer(request.fields) as { data: object };
    sendJson(response, envelope({ ...data, payUrl: 'https://evil.example' }));
  }),
  'an answer without a cashier': answered((request, response) =>
    sendJson(response, orderAnswer(request.fields, { payUrl: null })),
  ),
  'the answer to another order': answered((request, response) =>
    sendJson(response, orderAnswer(request.fields, { orderNo: 'A1002' })),
  ),
  'a cashier that is no address': answered((request, response) =>
    sendJson(response, orderAnswer(request.fields, { payUrl: 'javascript:alert(1)' })),
  ),
  'an answer that is signed, and lacks everything': answered(json(signedAnswer({}))),
};
