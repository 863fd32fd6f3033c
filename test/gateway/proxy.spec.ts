import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayTransportError } from '../../lib/index.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';

type Tunnel = (socket: Duplex, request: IncomingMessage) => void;

const openTunnel: Tunnel = (socket, { url }) => {
  const { hostname, port } = new URL(`http://${url}`);
  const gateway = connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    socket.pipe(gateway).pipe(socket);
  });
  socket.on('error', () => gateway.destroy());
  gateway.on('error', () => socket.destroy());
};

/** What the proxy was asked for, and in which way. */
const asked: string[] = [];
const sockets: Socket[] = [];
let tunnel = openTunnel;
const proxy = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.writeHead(502).end();
})
  .on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    tunnel(socket, request);
  })
  .on('connection', (socket) => sockets.push(socket));

const { gateway, newPay, restart } = usePaymentApp();

beforeEach(async () => {
  asked.length = 0;
  tunnel = openTunnel;
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});

afterEach(() => {
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy', 'NO_PROXY']) {
    Reflect.deleteProperty(process.env, name);
  }
  sockets.splice(0).forEach((socket) => socket.destroy());
  proxy.close();
});

/** Starts the app again, with a proxy in a variable. */
async function restartBehind(variable: string, baseUrl = gateway.url): Promise<void> {
  process.env[variable] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await restart({ options: { baseUrl, timeout: 2_000 } });
}

describe('A proxy of the environment', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('An order goes through the tunnel of %s.', async (name) => {
    await restartBehind(name);

    await expect(newPay().createOrder(ORDER)).resolves.toMatchObject({ orderNo: ORDER.orderNo });
    expect(asked).toEqual([`CONNECT ${new URL(gateway.url).host}`]);
    expect(gateway.requests).toHaveLength(1);
  });

  it('A host that NO_PROXY names is called without the proxy.', async () => {
    process.env['NO_PROXY'] = 'newpay.example,127.0.0.1';
    await restartBehind('HTTP_PROXY');

    await newPay().createOrder(ORDER);
    expect(asked).toEqual([]);
    expect(gateway.requests).toHaveLength(1);
  });

  it.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY'])(
    'An https address is reached by CONNECT through %s, and a proxy that refuses gets nothing.',
    async (name) => {
      tunnel = (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      await restartBehind(name, 'https://newpay.example');

      const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
      expect(error.message).toMatch(
        /^NewPay could not be reached: UND_ERR_ABORTED: Proxy response \(502\)/,
      );
      expect(new Set(asked)).toEqual(new Set(['CONNECT newpay.example:443']));
    },
  );

  it('Nothing is sent, and the proxy is not asked in a loop, when it drops the connection.', async () => {
    tunnel = (socket) => socket.destroy();
    await restartBehind('HTTPS_PROXY', 'https://newpay.example');

    const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
    expect(error.message).toMatch(/the proxy failed: .+ Nothing was sent/);
    expect(asked).toHaveLength(1);
  });

  it('Nothing is sent when there is no proxy at the address.', async () => {
    await restartBehind('HTTPS_PROXY', 'https://newpay.example');
    proxy.close();

    const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
    expect(error.message).toMatch(/^NewPay could not be reached: connect ECONNREFUSED/);
  });
});
