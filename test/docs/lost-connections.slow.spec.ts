/** @needs redis-server postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { NewPaySandbox, type NewPaySandboxDelivery } from '../../lib/sandbox/index.js';
import { RawMerchant } from '../sandbox/raw-merchant.js';
import { until } from '../support/until.js';
import type { AppProcess } from '../support/app-process.js';
import { OwnRedis } from '../support/own-redis.js';
import { postgresUrl } from '../support/services.js';
import { WrittenApp } from './written-app.js';
import { startWrittenApp, urlOf } from './written-process.js';

/** For an app that starts, or a server that comes back, on a machine that is busy. */
const PATIENCE = 60_000;
jest.setTimeout(2 * PATIENCE);

const written = new WrittenApp('docs/stores.md');
let sandbox: NewPaySandbox;
let app: AppProcess;

beforeAll(async () => {
  // Enough deliveries for a server that takes its time to come back.
  sandbox = await NewPaySandbox.start({ retryDelays: Array<number>(40).fill(250) });
});

afterAll(async () => {
  await sandbox.stop();
  written.remove();
});

const isAcknowledged = (orderNo: string): boolean =>
  sandbox.deliveries(orderNo).some(({ acknowledged }) => acknowledged);
const statusesOf = (orderNo: string): unknown[] =>
  sandbox.deliveries(orderNo).map(({ status }: NewPaySandboxDelivery) => status);

async function order(): Promise<string> {
  const merchant = new RawMerchant(sandbox.credentials, `${urlOf(app)}/newpay/callback`);
  const { orderNo } = await merchant.order({ orderNo: randomUUID() });
  return String(orderNo);
}

async function untilAcknowledged(orderNo: string): Promise<void> {
  await until(() => {
    app.requireAlive();
    return isAcknowledged(orderNo);
  }, PATIENCE);
}

/** Pays, and waits until the payment has been acknowledged, at the latest by a repetition. */
async function payToTheEnd(): Promise<string> {
  const orderNo = await order();
  await sandbox.pay(orderNo);
  await untilAcknowledged(orderNo);
  return orderNo;
}

/** A listener threw, the store was out of reach, or a claim from before is still to be released. */
const REFUSALS = [500, 503, 409];

/** All deliveries but the last were refused for a time, and the last one was acknowledged. */
function expectRefusedThenAcknowledged(orderNo: string): void {
  const statuses = statusesOf(orderNo);
  expect(statuses.at(-1)).toBe(200);
  expect(statuses.length).toBeGreaterThan(1);
  for (const status of statuses.slice(0, -1)) {
    expect(REFUSALS).toContain(status);
  }
}

describe('the app of docs/stores.md with pg', () => {
  const schema = `t${randomUUID().replaceAll('-', '')}`;
  const applicationName = `written-${schema.slice(0, 20)}`;
  const admin = new Pool({ connectionString: postgresUrl });

  beforeAll(async () => {
    await admin.query(`CREATE SCHEMA ${schema}`);
    await admin.query(`CREATE TABLE ${schema}.shipments (order_no text)`);
    const url = new URL(postgresUrl);
    url.searchParams.set('options', `-csearch_path=${schema}`);
    url.searchParams.set('application_name', applicationName);
    const variables = { DATABASE_URL: url.href, PAUSE_IN_TRANSACTION: '500' };
    app = await startWrittenApp(written, ['src/app.module.js', 'AppModule'], sandbox, variables);
  });

  afterAll(async () => {
    await app.kill('SIGKILL');
    await admin.query(`DROP SCHEMA ${schema} CASCADE`);
    await admin.end();
  });

  /** Ends every connection of the app, as a restart or a failover of the database would. */
  async function killConnections(): Promise<number> {
    const text =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
    return (await admin.query(text, [applicationName])).rows.length;
  }

  async function isSeen(condition: string): Promise<boolean> {
    app.requireAlive();
    const text = `SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND ${condition}`;
    return (await admin.query(text, [applicationName])).rows.length > 0;
  }

  async function shipmentsOf(orderNo: string): Promise<number> {
    const text = `SELECT 1 FROM ${schema}.shipments WHERE order_no = $1`;
    return (await admin.query(text, [orderNo])).rows.length;
  }

  it('survives losing its idle connections, and then takes a payment', async () => {
    await payToTheEnd();
    expect(await killConnections()).toBeGreaterThan(0);
    await until(() => app.output.includes('A connection was lost'), PATIENCE);

    const orderNo = await payToTheEnd();
    expect(await shipmentsOf(orderNo)).toBe(1);
    app.requireAlive();
  });

  it('survives losing a connection that waits for a statement of its transaction', async () => {
    const orderNo = await order();
    const blocker = await admin.connect();
    await blocker.query('BEGIN');
    await blocker.query(`LOCK TABLE ${schema}.shipments IN ACCESS EXCLUSIVE MODE`);
    const paying = sandbox.pay(orderNo);
    await until(() => isSeen(`wait_event_type = 'Lock'`), PATIENCE);
    await killConnections();
    await blocker.query('COMMIT');
    blocker.release();
    await paying;
    await untilAcknowledged(orderNo);

    expectRefusedThenAcknowledged(orderNo);
    expect(await shipmentsOf(orderNo)).toBe(1);
    app.requireAlive();
  });

  it('survives losing a connection between two statements of its transaction', async () => {
    const orderNo = await order();
    const paying = sandbox.pay(orderNo);
    await until(() => isSeen(`state = 'idle in transaction'`), PATIENCE);
    await killConnections();
    await paying;
    await untilAcknowledged(orderNo);

    expectRefusedThenAcknowledged(orderNo);
    expect(await shipmentsOf(orderNo)).toBe(1);
    app.requireAlive();
  });
});

describe.each([
  ['ioredis', 'src/redis.module.js', 'RedisModule'],
  ['redis', 'src/node-redis.module.js', 'NodeRedisModule'],
])('the app of docs/stores.md with %s', (_library, file, name) => {
  let server: OwnRedis;

  beforeAll(async () => {
    server = await OwnRedis.start({ keepsData: true });
    app = await startWrittenApp(written, [file, name], sandbox, { REDIS_URL: server.url });
  });

  afterAll(async () => {
    await app.kill('SIGKILL');
    await server.stop();
  });

  const paidOrders = async (): Promise<string[]> =>
    Object.keys((await (await fetch(`${urlOf(app)}/orders`)).json()) as object);

  it('survives losing its connection, and then takes a payment', async () => {
    const before = await payToTheEnd();
    const admin = new Redis(server.url);
    expect(Number(await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes'))).toBe(1);
    admin.disconnect();

    const after = await payToTheEnd();
    expect(await paidOrders()).toEqual([before, after]);
    app.requireAlive();
  });

  it('survives a Redis that ends and comes back: refused in between, then acknowledged', async () => {
    const before = await paidOrders();
    await server.kill();
    const during = await order();
    await sandbox.pay(during);
    await until(() => statusesOf(during).length > 0, PATIENCE);
    app.requireAlive();
    expect(statusesOf(during)[0]).toBe(503);
    await server.run();
    await untilAcknowledged(during);

    expectRefusedThenAcknowledged(during);
    expect(await paidOrders()).toEqual([...before, during]);
    app.requireAlive();
  });
});
