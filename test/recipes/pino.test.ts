import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { createOrder } from '../support/create-order.js';
import { RunningApp } from '../support/running-app.js';
import { usePino } from './src/use-pino.js';

interface Line {
  level: number;
  msg: string;
  context?: string;
  orderNo?: string;
  orderAmt?: string;
  req?: { url: string };
  res?: { statusCode: number };
}

const folder = mkdtempSync(path.join(tmpdir(), 'newpay-pino-'));
const file = path.join(folder, 'log');
let app: RunningApp;

before(async () => {
  process.env['LOG_FILE'] = file;
  app = await RunningApp.start(async () => (await import('./src/app.module.js')).AppModule);
  usePino(app.nest);
});

after(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

const lines = (): Line[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

it('The listener, the package and the request are in one log, without keys and signatures.', async () => {
  await createOrder(app, 'A1');
  await app.sandbox.pay('A1');
  assert.equal(app.statusOf('A1'), 200);
  assert.equal(await app.redeliver('A1'), 200);

  const paid = lines().find(({ msg }) => msg === 'The order is paid');
  assert.deepEqual(
    [paid?.context, paid?.orderNo, paid?.orderAmt],
    ['PaymentListener', 'A1', '50000.00'],
  );
  assert.ok(
    lines().some(({ context, msg }) => context === 'NewPayEvents' && /handled before/.test(msg)),
  );
  assert.ok(
    lines().some(({ req, res }) => req?.url === '/newpay/callback' && res?.statusCode === 200),
  );
  const text = readFileSync(file, 'utf8');
  const { sign } = JSON.parse(app.sandbox.deliveries('A1')[0]?.body ?? '{}') as { sign: string };
  assert.ok(!text.includes(sign));
  assert.ok(!text.includes('PRIVATE KEY'));
});
