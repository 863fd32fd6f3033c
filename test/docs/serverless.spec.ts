import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RecordingLogger } from '../support/recording-logger.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { testMerchantVariables } from '../support/test-merchant-variables.js';
import { WrittenApp } from './written-app.js';

type Platform = (request: IncomingMessage, body: Buffer) => void;

const environment = { ...process.env };
const logger = new RecordingLogger();
const written = new WrittenApp('docs/recipes/serverless.md');
let server: Server;
let url: string;
/** What the platform does with the body; `undefined` when it leaves it unread. */
let platform: Platform | undefined;

beforeAll(async () => {
  Logger.overrideLogger(logger);
  Object.assign(process.env, testMerchantVariables());
  const { handle } = await written.import<{
    handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }>('src/function.js');
  server = createServer((request, response) => {
    void call(request, response);
  });
  async function call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (platform) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      platform(request, Buffer.concat(chunks));
    }
    await handle(request, response);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  written.remove();
  process.env = environment;
});

/** Delivers a genuine callback. */
async function deliver(orderNo: string): Promise<{ status: number; text: string }> {
  const body = signedBody(paymentFields({ orderNo }));
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/newpay/callback`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

it.each<[string, Platform | undefined]>([
  [
    'has read the body and kept its bytes in rawBody',
    (request, body) =>
      Object.assign(request, { rawBody: body, body: JSON.parse(body.toString()) as object }),
  ],
  ['has put the bytes into body', (request, body) => Object.assign(request, { body })],
  ['has not read the body', undefined],
])('A callback is acknowledged on a platform that %s.', async (what, given) => {
  platform = given;
  expect(await deliver(`A${what.length}`)).toEqual({
    status: 200,
    text: '{"transResult":"SUCCESS"}',
  });
});

it('A callback whose body was only parsed is answered 500, and the log says why.', async () => {
  platform = (request, body) =>
    Object.assign(request, { body: JSON.parse(body.toString()) as object });
  expect((await deliver('B1')).status).toBe(500);
  expect(logger.textsOf('error').join()).toMatch(/body was read before/i);
});
