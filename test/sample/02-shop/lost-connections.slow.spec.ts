/** @needs postgres */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Pool } from 'pg';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { until } from '../../support/until.js';
import type { AppProcess } from '../../support/app-process.js';
import { freePort } from '../../support/free-port.js';
import { open, press, textOf } from './browser.js';
import { sandboxVariables } from '../../support/sandbox-variables.js';
import { passTime } from './pass-time.js';
import { startShopProcess } from './shop-process.js';
import { onServer } from './test-databases.js';

const PATIENCE = 60_000;
jest.setTimeout(2 * PATIENCE);

let admin: Pool;
let database: Awaited<ReturnType<typeof onServer>>;
let sandbox: NewPaySandbox;
let shop: AppProcess;
let url: string;
let applicationName: string;

beforeAll(async () => {
  database = await onServer();
  admin = new Pool({ connectionString: database.url });
  sandbox = await NewPaySandbox.start({ retryDelays: Array<number>(160).fill(250) });
  const databaseUrl = new URL(database.url);
  applicationName = databaseUrl.pathname.slice(1, 31);
  databaseUrl.searchParams.set('application_name', applicationName);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  shop = await startShopProcess(
    {
      PORT: `${port}`,
      DATABASE_URL: databaseUrl.href,
      PAUSE_IN_TRANSACTION: '500',
      ...sandboxVariables(sandbox),
    },
    [new URL('../../support/pause-in-transaction.mjs', import.meta.url)],
  );
});

afterAll(async () => {
  await shop.kill('SIGKILL');
  await sandbox.stop();
  await admin.end();
  await database.drop();
});

async function buy(): Promise<string> {
  await press(await open(url), 'buy', { payMethod: '1' });
  const { text } = await open(`${url}/clerk`);
  return /href="\/clerk\/orders\/(\w+)"/.exec(text)?.[1] as string;
}

/** Closes every connection of the shop, as a restart or a failover of the database does. */
async function killConnections(): Promise<number> {
  const text = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
  return (await admin.query(text, [applicationName])).rows.length;
}

async function isSeen(condition: string): Promise<boolean> {
  shop.requireAlive();
  const text = `SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND ${condition}`;
  return (await admin.query(text, [applicationName])).rows.length > 0;
}

/** The queue runs a job again that has failed or cannot be ended: at once, not after minutes. */
async function expectPaid(orderNo: string): Promise<void> {
  await until(async () => {
    shop.requireAlive();
    await passTime(database, '20 min');
    return textOf(await open(`${url}/orders/${orderNo}`), 'order-status') === 'paid';
  }, PATIENCE);
  const effects = await admin.query('SELECT 1 FROM shop_effects WHERE subject LIKE $1', [
    `%${orderNo}%`,
  ]);
  expect(effects.rows).toHaveLength(1);
}

it('The shop survives the loss of its idle connections, and then takes a payment.', async () => {
  const orderNo = await buy();
  expect(await killConnections()).toBeGreaterThan(0);
  await until(() => shop.output.includes('A connection was lost'), PATIENCE);

  await sandbox.pay(orderNo);
  await expectPaid(orderNo);
});

it('The shop survives the loss of a connection during a statement of its transaction.', async () => {
  const orderNo = await buy();
  const blocker = await admin.connect();
  await blocker.query('BEGIN');
  await blocker.query('LOCK TABLE shop_orders IN EXCLUSIVE MODE');
  const paying = sandbox.pay(orderNo);
  await until(() => isSeen(`wait_event_type = 'Lock'`), PATIENCE);
  await killConnections();
  await blocker.query('COMMIT');
  blocker.release();
  await paying;

  await expectPaid(orderNo);
});

it('The shop survives the loss of a connection between two statements of its transaction.', async () => {
  const orderNo = await buy();
  const paying = sandbox.pay(orderNo);
  await until(() => isSeen(`state = 'idle in transaction'`), PATIENCE);
  await killConnections();
  await paying;

  await expectPaid(orderNo);
});
