import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Logger, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { sandboxGreeting } from '../../lib/cli/sandbox-greeting.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { WrittenApp } from './written-app.js';

const written = new WrittenApp('docs/testing.md');

beforeAll(() => Logger.overrideLogger(new RecordingLogger()));

afterAll(() => written.remove());

// Its own hooks and tests become part of this file.
await written.import('test/payment.spec.js');

describe('the quick start', () => {
  const environment = { ...process.env };
  let sandbox: NewPaySandbox;
  let logger: RecordingLogger;
  let app: INestApplication | undefined;

  beforeEach(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
    logger = new RecordingLogger();
    Logger.overrideLogger(logger);
  });

  afterEach(async () => {
    await app?.close();
    await sandbox.stop();
    process.env = environment;
    jest.restoreAllMocks();
  });

  /** Runs the `src/main.ts` of an app with the variables that the sandbox prints; its address. */
  async function start(source: WrittenApp): Promise<string> {
    const port = await freePort();
    const printed = sandboxGreeting(sandbox.credentials).replaceAll(':3000', `:${port}`);
    Object.assign(process.env, parseEnv(printed), { PORT: `${port}` });
    const create = jest.spyOn(NestFactory, 'create');
    await source.import('src/main.js');
    app = (await create.mock.results[0]?.value) as INestApplication;
    const server = app.getHttpServer() as Server;
    if (!server.listening) {
      await once(server, 'listening');
    }
    return `http://127.0.0.1:${port}`;
  }

  it('of the README creates an order and logs that it is paid, or that the payment failed', async () => {
    const readme = new WrittenApp('README.md');
    const url = await start(readme);

    for (const [button, message] of Object.entries({
      pay: / is paid: 50000\.00 LAK$/,
      fail: /^The payment of order .* failed: /,
    })) {
      const bought = await post(`${url}/orders`);
      const { payUrl } = (await bought.json()) as { payUrl: string };
      expect(payUrl).toContain(`${sandbox.credentials.baseUrl}/cashier/`);

      await post(`${payUrl}/${button}`);
      expect(logger.lines.at(-1)?.message).toMatch(message);
    }
    expect(logger.textsOf('error')).toEqual([]);
    readme.remove();
  });

  it('of sample/01-quick-start sells a coffee on a page and lists the order as paid or failed', async () => {
    const url = await start(written);
    expect(await textOf(url)).toContain('<form method="post" action="/orders">');

    for (const [button, state] of Object.entries({ pay: 'paid', fail: 'failed' })) {
      const bought = await post(`${url}/orders`);
      expect(bought.status).toBe(303);
      const cashier = bought.headers.get('location') as string;
      expect(cashier).toContain(`${sandbox.credentials.baseUrl}/cashier/`);
      expect(Object.values(JSON.parse(await textOf(`${url}/orders`))).at(-1)).toBe('pending');

      await post(`${cashier}/${button}`);
      expect(Object.values(JSON.parse(await textOf(`${url}/orders`))).at(-1)).toBe(state);
    }
    expect(logger.textsOf('error')).toEqual([]);
  });
});

/** The variables in a text, without the quotes that a .env file allows. */
function parseEnv(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(NEWPAY_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

function post(address: string): Promise<Response> {
  return fetch(address, { method: 'POST', redirect: 'manual' });
}

async function textOf(address: string): Promise<string> {
  return (await fetch(address)).text();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
