import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
} from '../../lib/index.js';
import { envelope, orderAnswer, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { MERCHANT_ID } from '../support/signed-callback.js';

const { gateway, newPay, restart } = usePaymentApp();
const createOrder = () => newPay().createOrder(ORDER);

describe('NewPayGatewayError', () => {
  it.each([200, 400])(
    'A refusal has the code and the message of NewPay (HTTP %i).',
    async (status) => {
      gateway.reply = (_request, response) =>
        sendJson(response, { success: false, code: 'E42', message: 'closed', data: null }, status);
      const error = await rejection(createOrder(), NewPayGatewayError);
      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_GATEWAY',
        gatewayCode: 'E42',
        gatewayMessage: 'closed',
        message: 'NewPay refused the request: closed (code E42)',
      });
    },
  );

  it('A query that is refused, or whose answer NewPay has not signed, is not told to try again.', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, { success: false, code: 'E42', message: 'closed', data: null });
    await rejection(newPay().queryOrder('A1001'), NewPayGatewayError);

    gateway.reply = (_request, response) =>
      sendJson(response, envelope({ orderNo: 'A1001', sign: 'AAAA' }));
    await rejection(newPay().queryOrder('A1001'), NewPaySignatureError);
    expect(gateway.requests).toHaveLength(2);
  });

  it('A numeric code is kept as text, and a refusal may have no message.', async () => {
    gateway.reply = (_request, response) => sendJson(response, '{"success":false,"code":1.0}');
    expect(await rejection(createOrder(), NewPayGatewayError)).toMatchObject({
      gatewayCode: '1.0',
      gatewayMessage: undefined,
      message: 'NewPay refused the request: no message (code 1.0)',
    });
  });
});

describe('NewPayTransportError', () => {
  it('Nothing is sent to a closed port.', async () => {
    await restart({ options: { baseUrl: await closedAddress() } });
    const error = await rejection(createOrder(), NewPayTransportError);
    expect(error.code).toBe('ERR_NEWPAY_TRANSPORT');
    expect(error.message).toMatch(
      /^NewPay could not be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Nothing was sent, trying again is safe\.$/,
    );
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('Nothing is sent to an unknown host.', async () => {
    await restart({ options: { baseUrl: 'https://newpay.invalid' } });
    expect((await rejection(createOrder(), NewPayTransportError)).message).toMatch(
      /ENOTFOUND|EAI_AGAIN/,
    );
  });

  it('Nothing is sent when TLS is not established in time.', async () => {
    const accepted: Socket[] = [];
    const silent = createTcpServer((socket) => accepted.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await restart({ options: { baseUrl: `https://127.0.0.1:${port}`, timeout: 100 } });
    expect((await rejection(createOrder(), NewPayTransportError)).message).toContain(
      'no answer within 100 ms',
    );
    // Nobody reads from them, so that they would not see that the client has gone.
    accepted.forEach((socket) => socket.destroy());
    silent.close();
  });
});

describe('NewPayUnknownOutcomeError', () => {
  const cases: [what: string, reply: (response: ServerResponse) => void, message: RegExp][] = [
    ['no answer in time', () => undefined, /no answer within 1000 ms/],
    [
      'an answer that is still incomplete at the timeout',
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
      /no answer within 1000 ms/,
    ],
    [
      'a dropped connection',
      (response) => response.destroy(),
      /is unknown: UND_ERR_SOCKET: other side closed\. Query it/,
    ],
    [
      'a connection dropped within the answer',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"succ');
        setTimeout(() => response.destroy(), 10);
      },
      /is unknown: UND_ERR_SOCKET: other side closed\. Query it/,
    ],
    ['HTTP 500', (response) => sendJson(response, 'oops', 500), /HTTP 500/],
    [
      'HTTP 502 with a refusal in it',
      (response) => sendJson(response, { success: false }, 502),
      /HTTP 502/,
    ],
    [
      'a redirect, which is not followed',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /HTTP 302/,
    ],
    [
      'an answer that is not JSON',
      (response) => sendJson(response, '<html>'),
      /HTTP 200.*not JSON/,
    ],
    ['HTTP 404 in HTML', (response) => sendJson(response, '<html>', 404), /HTTP 404.*not JSON/],
    ['an empty answer', (response) => response.writeHead(200).end(), /HTTP 200.*not JSON/],
    [
      'an answer of 1 MiB, which is read',
      (response) => sendJson(response, `"${'x'.repeat(1024 * 1024 - 2)}"`),
      /not a JSON object/,
    ],
    ['a JSON array', (response) => sendJson(response, '[]'), /not a JSON object/],
    ['no "success"', (response) => sendJson(response, '{}'), /neither success nor failure/],
    [
      '"success" as text',
      (response) => sendJson(response, { success: 'true' }),
      /neither success nor failure/,
    ],
    ['no data', (response) => sendJson(response, envelope(null)), /no signed "data"/],
    ['unsigned data', (response) => sendJson(response, envelope({ a: 1 })), /not signed/],
    [
      'an answer above 1 MiB',
      (response) => sendJson(response, `"${'x'.repeat(1024 * 1024)}"`),
      /is unknown: ERR_BAD_RESPONSE: maxContentLength size of 1048576 exceeded\. Query it/,
    ],
  ];

  it.each(cases)(
    'The outcome of an order is unknown after %s, and the order is sent once.',
    async (_what, reply, message) => {
      await restart({ options: { timeout: 1_000 } });
      gateway.reply = (_request, response) => reply(response);
      const error = await rejection(createOrder(), NewPayUnknownOutcomeError);
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

it('The outcome is unknown when a connection that was kept is dropped at the next order.', async () => {
  await createOrder();
  gateway.reply = (_request, response) => response.destroy();
  const error = await rejection(
    newPay().createOrder({ ...ORDER, orderNo: 'A1002' }),
    NewPayUnknownOutcomeError,
  );
  expect(error).toMatchObject({ cause: { cause: { code: 'UND_ERR_SOCKET' } } });
  expect(gateway.requests.map(({ connection }) => connection)).toEqual([0, 0]);
});

it('The outcome is unknown when the answer is for another merchant.', async () => {
  gateway.reply = ({ fields }, response) =>
    sendJson(response, orderAnswer(fields, { merchantId: 'other' }));
  const error = await rejection(createOrder(), NewPayUnknownOutcomeError);
  expect(error.message).toContain('the answer is for another "merchantId"');
  gateway.reply = ({ fields }, response) =>
    sendJson(response, orderAnswer(fields, { merchantId: MERCHANT_ID }));
  await expect(createOrder()).resolves.toMatchObject({ orderNo: 'A1001' });
});

async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

it('An answer that comes in pieces is read to its end.', async () => {
  gateway.reply = ({ fields }, response) => {
    const body = JSON.stringify(orderAnswer(fields));
    response.writeHead(200).write(body.slice(0, 20));
    setTimeout(() => response.end(body.slice(20)), 50);
  };
  expect((await createOrder()).orderNo).toBe(ORDER.orderNo);
});

describe('An answer that a proxy has compressed', () => {
  const answer = (encoding: string | string[], encode: (json: string) => string | Buffer) => {
    gateway.reply = ({ fields }, response) => {
      const body = encode(JSON.stringify(orderAnswer(fields)));
      response.setHeader('content-encoding', encoding).end(body);
    };
  };

  it.each<[string | string[], (json: string) => string | Buffer]>([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', String],
    // By what has decoded it and left the header.
    ['gzip', String],
    // By two proxies; none of the names is undone alone.
    [['gzip', 'br'], String],
  ])('is read: %s', async (encoding, encode) => {
    answer(encoding, encode);
    expect((await createOrder()).orderNo).toBe(ORDER.orderNo);
  });

  it('is not read beyond the limit of an answer', async () => {
    answer('gzip', () => gzipSync(Buffer.alloc(1024 * 1024 + 1)));
    expect((await rejection(createOrder(), NewPayUnknownOutcomeError)).message).toContain(
      'maxContentLength size of 1048576 exceeded',
    );
  });

  it('is of unknown outcome when it is cut', async () => {
    answer('gzip', (json) => gzipSync(json).subarray(0, -9));
    expect((await rejection(createOrder(), NewPayUnknownOutcomeError)).message).toContain(
      'cannot be read: it is not UTF-8',
    );
  });
});
