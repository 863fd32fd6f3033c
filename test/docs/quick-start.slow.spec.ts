import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Logger, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { sandboxGreeting } from '../../lib/cli/sandbox/sandbox-greeting.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { freePort } from '../support/free-port.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { WrittenApp } from './written-app.js';

const testing = new WrittenApp('docs/testing.md');
const readme = new WrittenApp('README.md');

beforeAll(() => Logger.overrideLogger(new RecordingLogger()));

afterAll(() => {
  testing.remove();
  readme.remove();
});

// The hooks and tests of docs/testing.md become part of this file.
await testing.import('test/payment.spec.js');

it('The quick start of the README creates an order and logs that it is paid, or that the payment failed.', async () => {
  const logger = new RecordingLogger();
  Logger.overrideLogger(logger);
  const environment = { ...process.env };
  const sandbox = await NewPaySandbox.start({ retryDelays: [] });
  const port = await freePort();
  Object.assign(process.env, printedVariables(sandbox, port), { PORT: `${port}` });
  const app = await startReadmeApp();
  try {
    for (const [button, message] of Object.entries({
      pay: / is paid: 50000\.00 LAK$/,
      fail: /^The payment of order .* failed: /,
    })) {
      const bought = await post(`http://127.0.0.1:${port}/orders`);
      const { payUrl } = (await bought.json()) as { payUrl: string };
      expect(payUrl).toContain(`${sandbox.credentials.baseUrl}/cashier/`);

      const pressed = await post(`${payUrl}/${button}`);
      expect(logger.lines.at(-1)?.message).toMatch(message);

      const page = await fetch(pressed.headers.get('location') ?? '');
      expect([page.status, await page.text()]).toEqual([
        200,
        'You are back from NewPay. The log of the app shows the result of the payment.',
      ]);
    }
    expect(logger.textsOf('error')).toEqual([]);
  } finally {
    await app.close();
    await sandbox.stop();
    process.env = environment;
  }
});

/** Runs `src/main.ts`, which keeps its app to itself. Resolves when the app listens. */
async function startReadmeApp(): Promise<INestApplication> {
  const create = jest.spyOn(NestFactory, 'create');
  await readme.import('src/main.js');
  const app = (await create.mock.results[0]?.value) as INestApplication;
  create.mockRestore();
  const server = app.getHttpServer() as Server;
  if (!server.listening) {
    await once(server, 'listening');
  }
  return app;
}

/** The variables that `nestjs-newpay sandbox` prints, for an app on that port. */
function printedVariables({ credentials }: NewPaySandbox, port: number): Record<string, string> {
  const printed = sandboxGreeting(credentials).replaceAll(':3000', `:${port}`);
  return Object.fromEntries(
    [...printed.matchAll(/^(NEWPAY_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

function post(address: string): Promise<Response> {
  return fetch(address, { method: 'POST', redirect: 'manual' });
}
