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
import { snippetsOf } from './snippets.js';
import { WrittenApp } from './written-app.js';

const written = new WrittenApp('docs/testing.md');

beforeAll(() => Logger.overrideLogger(new RecordingLogger()));

afterAll(() => written.remove());

// Its own hooks and tests become part of this file.
await written.import('test/payment.spec.js');

describe('the quick start of the README', () => {
  const environment = { ...process.env };
  let sandbox: NewPaySandbox;
  let app: INestApplication;
  let logger: RecordingLogger;
  let url: string;

  beforeEach(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    Object.assign(process.env, variablesOf(sandbox, port), { PORT: `${port}` });
    logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    const create = jest.spyOn(NestFactory, 'create');
    await written.import('src/main.js');
    app = (await create.mock.results[0]?.value) as INestApplication;
    const server = app.getHttpServer() as Server;
    if (!server.listening) {
      await once(server, 'listening');
    }
  });

  afterEach(async () => {
    await app.close();
    await sandbox.stop();
    process.env = environment;
    jest.restoreAllMocks();
  });

  it('takes a payment: the order is created, paid, and heard of', async () => {
    expect(await textOf(url)).toContain('<form method="post" action="/orders">');

    for (const [button, state] of Object.entries({ pay: 'paid', fail: 'failed' })) {
      const bought = await post(`${url}/orders`);
      expect(bought.status).toBe(303);
      const cashier = bought.headers.get('location') as string;
      expect(cashier).toContain(`${sandbox.credentials.baseUrl}/cashier/`);
      expect(Object.values(JSON.parse(await textOf(`${url}/orders`))).at(-1)).toBe('pending');

      const paid = await post(`${cashier}/${button}`);
      expect(paid.headers.get('location')).toBe(`${url}/orders`);
      expect(Object.values(JSON.parse(await textOf(`${url}/orders`))).at(-1)).toBe(state);
    }
    expect(logger.textsOf('error')).toEqual([]);
  });
});

/** The README's variables, with what the sandbox prints and with a port of our own. */
function variablesOf(sandbox: NewPaySandbox, port: number): Record<string, string> {
  const printed = parseEnv(sandboxGreeting(sandbox.credentials));
  const block = snippetsOf('README.md', 'sh').find(({ code }) => code.startsWith('# .env'));
  const variables = Object.entries(parseEnv(block?.code ?? '')).map(([name, value]) => [
    name,
    value === '<printed by the sandbox>' ? printed[name] : value.replace(':3000', `:${port}`),
  ]);
  expect(variables.filter(([, value]) => value === undefined)).toEqual([]);
  return Object.fromEntries(variables) as Record<string, string>;
}

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
