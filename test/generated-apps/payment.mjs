/** A payment in an app that runs, with a sandbox that runs as people run it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pay } from './payer.mjs';

/** Starts the sandbox with the script that `nest add` has written. `.env` then has its variables. */
export async function startSandbox(app) {
  const [command, ...args] = JSON.parse(app.read('package.json')).scripts['newpay:sandbox'].split(
    ' ',
  );
  assert.equal(command, 'nestjs-newpay');
  const port = await freePort();
  const main = 'node_modules/nestjs-newpay/dist/cli/main.js';
  const sandbox = await app.start([main, ...args, `--port=${port}`], 'Ctrl-C');
  assert.match(app.read('.env'), /^NEWPAY_PRIVATE_KEY=/m);
  return sandbox;
}

/** Starts a build of the app, creates an order, and lets a payer pay it in Chromium. */
export async function takePayment(app, main) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = await app.start([main], 'successfully started', {
    PORT: `${port}`,
    port: `${port}`, // of an app in a monorepo
    NEWPAY_PUBLIC_URL: url,
    NEWPAY_SUCCESS_PAGE_URL: `${url}/success`,
  });
  try {
    await listens(url);
    const created = await fetch(`${url}/payments`, { method: 'POST' });
    const text = await created.text();
    assert.equal(created.status, 201, `${text}\n${started.output}`);
    const { payUrl, orderNo } = JSON.parse(text);
    await pay(payUrl, `${url}/success`);
    await started.says(`Order ${orderNo} is paid: 50000.00 LAK`);
  } finally {
    started.stop();
  }
}

/** Nest says that it has started before it listens. */
async function listens(url) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await fetch(url);
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`Nothing listens at ${url}`);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
