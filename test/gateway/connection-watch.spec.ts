import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConnectionWatch } from '../../lib/gateway/connection-watch.js';

/** TLS by a shared key, which needs no certificate. */
const SHARED_KEY = { identity: 'test', psk: Buffer.alloc(32, 7) };
const TLS = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  servers.splice(0).forEach((server) => server.close());
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.push(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** Sends a request that fails, and tells whether its connection never opened. */
async function neverOpened(protocol: 'http:' | 'https:', port: number): Promise<boolean> {
  const watch = new ConnectionWatch();
  expect(watch.neverOpened).toBe(false);
  const options = {
    protocol,
    port,
    host: '127.0.0.1',
    agent: false,
    ...TLS,
    pskCallback: () => SHARED_KEY,
    checkServerIdentity: () => undefined,
  };
  const request = watch.request(options, (response) => void response.resume());
  request.setTimeout(300, () => request.destroy(new Error('late')));
  expect(watch.neverOpened).toBe(true);
  await once(request.end(), 'error').catch(() => undefined);
  return watch.neverOpened;
}

const drop = (request: IncomingMessage): void => void request.socket.destroy();

describe('a connection', () => {
  it('has never opened when nobody listens at its port', async () => {
    const server = createTcpServer();
    const port = await portOf(server);
    server.close();
    await once(server, 'close');
    expect(await neverOpened('http:', port)).toBe(true);
  });

  it('has opened when it is dropped after the request', async () => {
    expect(await neverOpened('http:', await portOf(createServer(drop)))).toBe(false);
  });

  it('has opened when it is dropped after the request, with TLS', async () => {
    const server = createSecureServer({ ...TLS, pskCallback: () => SHARED_KEY.psk }, drop);
    expect(await neverOpened('https:', await portOf(server))).toBe(false);
  });

  it('that has opened stays so when the request waits for another one', () => {
    const watch = new ConnectionWatch();
    watch.waits();
    watch.opens();
    watch.waits();
    expect(watch.neverOpened).toBe(false);
  });

  it('has never opened with TLS when nothing but TCP is there', async () => {
    expect(await neverOpened('https:', await portOf(createTcpServer()))).toBe(true);
  });
});
