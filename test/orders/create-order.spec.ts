import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Currency,
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayService,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  PayMethod,
  type CreateOrderDto,
} from '../../lib/index.js';
import {
  envelope,
  orderAnswer,
  sendJson,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { merchantKeys, pemOf, rsaKeyPair } from '../support/keys.js';
import { APP_ID, MERCHANT_ID, plainStringToSign, signText } from '../support/signed-callback.js';

const order: CreateOrderDto = {
  payMethod: PayMethod.NewPay,
  currency: Currency.LAK,
  orderAmt: '50000',
  orderNo: 'A1001',
};

let gateway: FakeGateway;
let host: HostApp;
let newPay: NewPayService;

async function start(options: Parameters<typeof validOptions>[0] = {}, now?: () => number) {
  host = await startHostApp({ options: { baseUrl: gateway.url, ...options }, now });
  newPay = host.app.get(NewPayService, { strict: false });
}

beforeEach(async () => {
  gateway = await startFakeGateway();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

async function failureOf<T extends Error>(
  type: abstract new (...args: never[]) => T,
  input: CreateOrderDto = order,
): Promise<T> {
  const error: unknown = await newPay.createOrder(input).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(type);
  return error as T;
}

describe('what is sent', () => {
  it('is the documented request, and openssl verifies it over the text written by hand', async () => {
    await start({}, () => 1_700_000_000_000);
    await newPay.createOrder({ ...order, subject: 'ກາເຟ & co', extra: '' });
    const [request] = gateway.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/open/converge/pay/v1/createOrder',
      headers: { 'content-type': 'application/json', version: '1.0' },
    });
    const { sign, ...fields } = request!.fields;
    expect(fields).toEqual({
      appId: APP_ID,
      merchantId: MERCHANT_ID,
      timestamp: 1_700_000_000_000,
      payMethod: 1,
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: 'A1001',
      callBackUrl: 'https://shop.example/newpay/callback',
      successPageUrl: 'https://shop.example/success',
      failurePageUrl: 'https://shop.example/failure',
      cancelPageUrl: 'https://shop.example/cancel',
      subject: 'ກາເຟ & co',
      extra: '',
    });
    const byHand =
      `appId=${APP_ID}` +
      '&callBackUrl=https://shop.example/newpay/callback' +
      '&cancelPageUrl=https://shop.example/cancel' +
      '&currency=LAK' +
      '&extra=' +
      '&failurePageUrl=https://shop.example/failure' +
      `&merchantId=${MERCHANT_ID}` +
      '&orderAmt=50000' +
      '&orderNo=A1001' +
      '&payMethod=1' +
      '&subject=ກາເຟ & co' +
      '&successPageUrl=https://shop.example/success' +
      '&timestamp=1700000000000';
    expect(opensslVerifies(byHand, sign as string)).toBe(true);
    expect(opensslVerifies(`${byHand}0`, sign as string)).toBe(false);
    expect(sign).toMatch(/^[A-Za-z0-9+/]{342}==$/);
  });

  it('goes to the mobile path for a mobile order, and leaves absent fields out', async () => {
    await start();
    await newPay.createOrder({ ...order, terminal: 'mobile' });
    expect(gateway.requests[0]!.path).toBe('/api/open/converge/pay/v1/m/createOrder');
    expect(Object.keys(gateway.requests[0]!.fields)).not.toContain('terminal');
    expect(Object.keys(gateway.requests[0]!.fields)).not.toContain('subject');
    expect(gateway.requests[0]!.body).not.toContain('null');
  });

  it('takes addresses from the order before those of the options', async () => {
    await start();
    const addresses = {
      callBackUrl: 'https://other.example/callback',
      successPageUrl: 'https://other.example/s',
      failurePageUrl: 'https://other.example/f',
      cancelPageUrl: 'https://other.example/c',
    };
    await newPay.createOrder({ ...order, ...addresses });
    expect(gateway.requests[0]!.fields).toMatchObject(addresses);
  });

  it('goes to the endpoint of the options, a path or a full address', async () => {
    await start({
      endpoints: { createOrder: '/other', createMobileOrder: `${gateway.url}/elsewhere` },
    });
    await newPay.createOrder(order);
    await newPay.createOrder({ ...order, terminal: 'mobile' });
    expect(gateway.requests.map(({ path }) => path)).toEqual(['/other', '/elsewhere']);
  });

  it('bears nothing of the global defaults of the host’s axios', async () => {
    const { defaults } = axios;
    defaults.headers.common['Authorization'] = 'Bearer of the host';
    defaults.params = { tenant: 't1' };
    try {
      await start();
      await newPay.createOrder(order);
    } finally {
      delete defaults.headers.common['Authorization'];
      delete defaults.params;
    }
    expect(gateway.requests[0]?.headers.authorization).toBeUndefined();
    expect(gateway.requests[0]?.path).toBe('/api/open/converge/pay/v1/createOrder');
  });

  it('keeps the connection for the next call', async () => {
    await start();
    await newPay.createOrder(order);
    await newPay.createOrder(order);
    expect(gateway.requests.map(({ connection }) => connection)).toEqual([0, 0]);
  });
});

describe('a good answer', () => {
  it('becomes the order', async () => {
    await start();
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { orderAmt: '50000.00' }));
    expect(await newPay.createOrder(order)).toEqual({
      payUrl: 'https://pay.newpay.example/cashier?o=1',
      orderNo: 'A1001',
      newpayOrderNo: '202306231000000282',
      tranNo: '00012023062300000009',
      tranAbbr: undefined,
      orderAmt: '50000.00',
      appId: APP_ID,
    });
  });

  it('is verified over the wire text: 19-digit numbers and 123.00 survive', async () => {
    await start();
    gateway.reply = (request, response) => {
      const text = plainStringToSign({
        ...(orderAnswer(request.fields)['data'] as object),
        newpayOrderNo: '9223372036854775807',
        orderAmt: '50000.00',
      });
      const body = JSON.stringify(orderAnswer(request.fields))
        .replace('"202306231000000282"', '9223372036854775807')
        .replace('"50000"', '50000.00')
        .replace(/"sign":"[^"]+"/, `"sign":"${signText(text)}"`);
      sendJson(response, body);
    };
    expect(await newPay.createOrder(order)).toMatchObject({
      newpayOrderNo: '9223372036854775807',
      orderAmt: '50000.00',
    });
  });

  it('may lead to the NewPay app', async () => {
    await start();
    const payUrl = 'newpay://openApi/?orderNo=1&type=2';
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { payUrl }));
    expect((await newPay.createOrder(order)).payUrl).toBe(payUrl);
  });
});

describe('NewPay said no', () => {
  it.each([200, 400])('becomes NewPayGatewayError (HTTP %i)', async (status) => {
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
  });

  it('keeps a numeric code as text, and bears a refusal without words', async () => {
    await start();
    gateway.reply = (_request, response) => sendJson(response, '{"success":false,"code":1.0}');
    expect(await failureOf(NewPayGatewayError)).toMatchObject({
      gatewayCode: '1.0',
      gatewayMessage: undefined,
      message: 'NewPay refused the request: no message (code 1.0)',
    });
  });
});

describe('NewPay was not reached', () => {
  it('becomes NewPayTransportError when the port is closed', async () => {
    await start({ baseUrl: await closedAddress() });
    const error = await failureOf(NewPayTransportError);
    expect(error.code).toBe('ERR_NEWPAY_TRANSPORT');
    expect(error.message).toMatch(
      /^NewPay could not be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Nothing was sent, trying again is safe\.$/,
    );
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('becomes NewPayTransportError when the name is unknown', async () => {
    await start({ baseUrl: 'https://newpay.invalid' });
    expect((await failureOf(NewPayTransportError)).message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  it('becomes NewPayTransportError when TLS was not established in time', async () => {
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

describe('the outcome is unknown', () => {
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

  it.each(cases)('after %s', async (_what, reply, message) => {
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
  });

  it('after a success signed by another key', async () => {
    await start();
    const { privateKey } = rsaKeyPair();
    gateway.reply = (request, response) => {
      const { sign: _, ...data } = orderAnswer(request.fields)['data'] as Record<string, unknown>;
      const sign = signText(plainStringToSign(data), privateKey);
      sendJson(response, envelope({ ...data, sign }));
    };
    const error = await failureOf(NewPayUnknownOutcomeError);
    expect(error.cause).toBeInstanceOf(NewPaySignatureError);
    expect((error.cause as NewPaySignatureError).code).toBe('ERR_NEWPAY_SIGNATURE');
  });

  it.each([
    ['orderNo', 'A1002'],
    ['orderAmt', '50000.01'],
    ['orderAmt', null],
    ['appId', 'other'],
    ['payUrl', 'javascript:alert(1)'],
    ['payUrl', '/cashier'],
    ['payUrl', null],
    ['newpayOrderNo', null],
  ])('after a genuine answer with %s %p', async (name, value) => {
    await start();
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { [name]: value }));
    const error = await failureOf(NewPayUnknownOutcomeError);
    expect(error.message).toContain(`"${name}"`);
  });
});

function opensslVerifies(text: string, sign: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'newpay-'));
  try {
    writeFileSync(join(folder, 'key.pem'), pemOf(merchantKeys.publicKey));
    writeFileSync(join(folder, 'sign'), Buffer.from(sign, 'base64'));
    writeFileSync(join(folder, 'text'), text);
    const files = ['key.pem', '-signature', 'sign', 'text'];
    execFileSync('openssl', ['dgst', '-sha256', '-verify', ...files], {
      cwd: folder,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
