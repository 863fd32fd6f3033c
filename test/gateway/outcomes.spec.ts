import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Currency,
  NewPayGatewayError,
  NewPayService,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  PayMethod,
  type CreateOrderDto,
} from '../../lib/index.js';
import { envelope, sendJson, startFakeGateway, type FakeGateway } from '../support/fake-gateway.js';
import { startHostApp, validOptions, type HostApp } from '../support/host-app.js';

const order: CreateOrderDto = {
  payMethod: PayMethod.NewPay,
  currency: Currency.LAK,
  orderAmt: '50000',
  orderNo: 'A1001',
};

let gateway: FakeGateway;
let host: HostApp;
let newPay: NewPayService;

async function start(options: Parameters<typeof validOptions>[0] = {}) {
  host = await startHostApp({ options: { baseUrl: gateway.url, ...options } });
  newPay = host.app.get(NewPayService);
}

beforeEach(async () => {
  gateway = await startFakeGateway();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

async function failureOf<T extends Error>(type: abstract new (...args: never[]) => T): Promise<T> {
  const error: unknown = await newPay.createOrder(order).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(type);
  return error as T;
}

describe('NewPayGatewayError', () => {
  it.each([200, 400])(
    'A refusal has the code and the message of NewPay (HTTP %i).',
    async (status) => {
      await start();
      gateway.reply = (_request, response) =>
        sendJson(response, { success: false, code: 'E42', message: 'closed', data: null }, status);
      const error = await failureOf(NewPayGatewayError);
      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_GATEWAY',
        gatewayCode: 'E42',
        gatewayMessage: 'closed',
        message: 'NewPay refused the request: closed (code E42)',
      });
    },
  );

  it('A numeric code is kept as text, and a refusal may have no message.', async () => {
    await start();
    gateway.reply = (_request, response) => sendJson(response, '{"success":false,"code":1.0}');
    expect(await failureOf(NewPayGatewayError)).toMatchObject({
      gatewayCode: '1.0',
      gatewayMessage: undefined,
      message: 'NewPay refused the request: no message (code 1.0)',
    });
  });
});

describe('NewPayTransportError', () => {
  it('Nothing is sent to a closed port.', async () => {
    await start({ baseUrl: await closedAddress() });
    const error = await failureOf(NewPayTransportError);
    expect(error.code).toBe('ERR_NEWPAY_TRANSPORT');
    expect(error.message).toMatch(
      /^NewPay could not be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Nothing was sent, trying again is safe\.$/,
    );
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('Nothing is sent to an unknown host.', async () => {
    await start({ baseUrl: 'https://newpay.invalid' });
    expect((await failureOf(NewPayTransportError)).message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  it('Nothing is sent when TLS is not established in time.', async () => {
    const accepted: Socket[] = [];
    const silent = createTcpServer((socket) => accepted.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await start({ baseUrl: `https://127.0.0.1:${port}`, timeout: 100 });
    expect((await failureOf(NewPayTransportError)).message).toContain('no answer within 100 ms');
    // Nobody reads from them, so that they would not see that the client has gone.
    accepted.forEach((socket) => socket.destroy());
    silent.close();
  });
});

describe('NewPayUnknownOutcomeError', () => {
  const cases: [what: string, reply: (response: ServerResponse) => void, message: RegExp][] = [
    ['no answer in time', () => undefined, /no answer within 150 ms/],
    [
      'an answer that drips beyond the time',
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
      /no answer within 150 ms/,
    ],
    ['a dropped connection', (response) => response.destroy(), /ECONNRESET|socket hang up/],
    [
      'a connection dropped within the answer',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"succ');
        setTimeout(() => response.destroy(), 10);
      },
      /aborted|stream|ECONNRESET/i,
    ],
    ['500', (response) => sendJson(response, 'oops', 500), /HTTP 500/],
    [
      '502 with a refusal in it',
      (response) => sendJson(response, { success: false }, 502),
      /HTTP 502/,
    ],
    [
      'a redirect, which is not followed',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /HTTP 302/,
    ],
    ['not JSON', (response) => sendJson(response, '<html>'), /HTTP 200.*not JSON/],
    ['404 in HTML', (response) => sendJson(response, '<html>', 404), /HTTP 404.*not JSON/],
    ['a list', (response) => sendJson(response, '[]'), /not a JSON object/],
    ['no verdict', (response) => sendJson(response, '{}'), /neither success nor failure/],
    [
      'a verdict in words',
      (response) => sendJson(response, { success: 'true' }),
      /neither success nor failure/,
    ],
    ['no data', (response) => sendJson(response, envelope(null)), /no signed "data"/],
    ['unsigned data', (response) => sendJson(response, envelope({ a: 1 })), /not signed/],
    [
      'more than a mebibyte',
      (response) => sendJson(response, `"${'x'.repeat(1024 * 1024)}"`),
      /maxContentLength/,
    ],
  ];

  it.each(cases)(
    'The outcome of an order is unknown after %s, and the order is sent once.',
    async (_what, reply, message) => {
      await start({ timeout: 150 });
      gateway.reply = (_request, response) => reply(response);
      const error = await failureOf(NewPayUnknownOutcomeError);
      expect(error).toMatchObject({ code: 'ERR_NEWPAY_UNKNOWN_OUTCOME', orderNo: 'A1001' });
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(
        /^The outcome for order A1001 is unknown: .*Query it before trying again\.$/s,
      );
      expect(error.cause).toBeInstanceOf(Error);
      expect(gateway.requests).toHaveLength(1);
    },
  );
});

async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
