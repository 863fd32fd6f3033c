import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Agent, type Dispatcher } from 'undici';
import { NewPayService, NewPayTransportError } from '../../lib/index.js';
import { createAuthority } from '../support/certificates.js';
import { orderAnswer, sendJson } from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import type { JsonFields } from '../support/signed-callback.js';

const { ca, server: identity, client } = createAuthority();
/** Who the client of each request is, by its certificate. */
const clients: unknown[] = [];
const dispatchers: Dispatcher[] = [];
const hosts: HostApp[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer({ ...identity, ca, requestCert: true, rejectUnauthorized: true });
  server.on('request', (request, response) => {
    clients.push((request.socket as TLSSocket).getPeerCertificate().subject.CN);
    void text(request).then((body) =>
      sendJson(response, orderAnswer(JSON.parse(body) as JsonFields)),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(async () => {
  clients.length = 0;
  await Promise.all(hosts.splice(0).map(({ app }) => app.close()));
  await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.destroy()));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function createOrder(connect?: Agent.Options['connect']): Promise<unknown> {
  const dispatcher = connect && new Agent({ connect });
  dispatchers.push(...(dispatcher ? [dispatcher] : []));
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = await startHostApp({ options: { baseUrl, dispatcher } });
  hosts.push(host);
  return host.app.get(NewPayService).createOrder(ORDER);
}

it('An order goes to a server of a private authority with the certificate of the dispatcher.', async () => {
  await expect(createOrder({ ca, ...client })).resolves.toMatchObject({ orderNo: ORDER.orderNo });
  expect(clients).toEqual(['client']);
});

it('Nothing is sent to a server whose certificate nobody vouches for.', async () => {
  const error = await rejection(createOrder(), NewPayTransportError);

  expect(error.message).toContain('SELF_SIGNED_CERT_IN_CHAIN');
  expect(error.message).toContain('Nothing was sent');
  expect(clients).toEqual([]);
});
