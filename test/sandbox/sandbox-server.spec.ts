import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { RsaSigner } from '../../lib/protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { Api, refuseUnknownPath } from '../../lib/sandbox/api/api.js';
import { textReply } from '../../lib/sandbox/http/reply.js';
import { Router } from '../../lib/sandbox/http/router.js';
import { SandboxServer } from '../../lib/sandbox/http/sandbox-server.js';
import { platformKeys } from '../support/keys.js';
import { signText } from '../support/signed-callback.js';

let server: SandboxServer;

beforeEach(async () => {
  server = await SandboxServer.listen(0);
});

afterEach(() => server.close());

it('An internal error of the sandbox is answered with HTTP 500, not as an error of the API.', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const verified = new SignedMessage({ a: '1', sign: signText('a=1') });
  const checks = { pass: () => verified.verify(new RsaVerifier([platformKeys.publicKey])) };
  const api = new Api({ appId: '6', checks, signer: new RsaSigner(privateKey) });
  const brokenCall = {
    parameters: {},
    run: () => {
      throw new Error('out of paper');
    },
  };
  server.serve(new Router([api.route('/call', brokenCall)], refuseUnknownPath));

  const response = await fetch(`${server.baseUrl}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', version: '1.0' },
    body: '{}',
  });

  expect(response.status).toBe(500);
  expect(await response.text()).toBe('The sandbox failed: out of paper');
});

it('The path of a request is given without its query.', async () => {
  server.serve(new Router([], ({ path }) => textReply(path, 404)));
  for (const query of ['', '?', '?a=1&b=/x?y']) {
    const response = await fetch(`${server.baseUrl}/orders/A1${query}`);
    expect(await response.text()).toBe('/orders/A1');
  }
});

it('A reply that is to be dropped ends the connection without an answer.', async () => {
  server.serve(new Router([], () => ({ ...textReply('never', 200), isDropped: true })));
  await expect(fetch(server.baseUrl)).rejects.toThrow('fetch failed');
});

const FOREIGN = { headers: { 'sec-fetch-site': 'cross-site' }, method: 'POST' };

it('A request that does not get to the router is told to whoever serves.', async () => {
  const refused: unknown[] = [];
  server.serve(new Router([], () => textReply('', 404)), (refusal) => void refused.push(refusal));

  const response = await fetch(`${server.baseUrl}/orders?a=1`, FOREIGN);

  expect(response.status).toBe(403);
  expect(refused).toEqual([
    { method: 'POST', path: '/orders', status: 403, refusal: await response.text() },
  ]);
});

it('A request that does not get to the router is refused although nobody is told.', async () => {
  server.serve(new Router([], () => textReply('', 404)));

  expect((await fetch(server.baseUrl, FOREIGN)).status).toBe(403);
});

it('A server may be closed twice.', async () => {
  const { baseUrl } = server;
  await server.close();
  await server.close();

  await expect(fetch(baseUrl)).rejects.toThrow('fetch failed');
});
