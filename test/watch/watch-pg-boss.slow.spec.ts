/** @needs postgres */
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { NewPayService, NewPayTransportError } from '../../lib/index.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { AppProcess } from '../support/app-process.js';
import { OwnBoss } from '../support/boss.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import {
  PLATFORMS,
  startHostApp,
  validOptions,
  type HostApp,
  type Platform,
} from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { postgresUrl } from '../support/services.js';
import { until } from '../support/until.js';
import { UnresolvedListener } from './watch-app.js';

/** So that no test waits for minutes. */
const TIMES = [300, 1_500] as const;

let sandbox: NewPaySandbox;
let proxy: CuttableProxy;
let own: OwnBoss;
let host: HostApp | undefined;
let requests = 0;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start();
  proxy = await CuttableProxy.inFrontOf(postgresUrl);
  own = await OwnBoss.start(proxy.url);
}, 60_000);

afterAll(async () => {
  await own.stop();
  await proxy.cut();
  await sandbox.stop();
}, 60_000);

beforeEach(() => {
  requests = 0;
});

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

const start = async (platform: Platform = 'express') => {
  host = await startHostApp({
    platform,
    providers: [PaymentListener, UnresolvedListener],
    options: {
      ...sandbox.credentials,
      queue: own.queue(),
      watch: TIMES,
      hooks: { request: () => void (requests += 1) },
    },
  });
  return { newPay: host.app.get(NewPayService), listener: host.app.get(PaymentListener) };
};
const watchesOf = (orderNo: string) =>
  own.rows(
    `SELECT id FROM "${own.schema}".job WHERE data->>'kind' = 'watch' AND data->>'group' = $1`,
    [orderNo],
  );

describe('Watches on pg-boss', () => {
  it.each(PLATFORMS)(
    'An order whose callback is withheld is published as paid (%s).',
    async (platform) => {
      const { newPay, listener } = await start(platform);
      const orderNo = `W-${platform}`;
      sandbox.inject('withhold', { orderNo });
      await newPay.createOrder({ ...ORDER, orderNo });
      await sandbox.pay(orderNo);
      await until(() => listener.names.length > 0, 20_000);

      expect(listener.receivedEvents).toMatchObject([['paid', { orderNo, source: 'query' }]]);
      expect(sandbox.deliveries(orderNo)).toEqual([]);
    },
    40_000,
  );

  it('An order that nobody pays is unresolved after the last time.', async () => {
    const { newPay } = await start();
    await newPay.createOrder({ ...ORDER, orderNo: 'U1' });
    const { events } = host!.app.get(UnresolvedListener);
    await until(() => events.length > 0, 20_000);
    expect(events).toMatchObject([{ orderNo: 'U1', attempts: 2, lastStatus: 'processing' }]);
  }, 40_000);

  it('The order’s row and its watch commit together.', async () => {
    const { newPay, listener } = await start();
    const client = new pg.Client(postgresUrl);
    await client.connect();
    try {
      await client.query(`CREATE TABLE "${own.schema}".orders (no text)`);
      const insert = async (orderNo: string, end: 'COMMIT' | 'ROLLBACK') => {
        await client.query('BEGIN');
        await client.query(`INSERT INTO "${own.schema}".orders VALUES ($1)`, [orderNo]);
        await newPay.watch(orderNo, { db: client });
        // Nobody sees it before the commit.
        expect(await watchesOf(orderNo)).toEqual([]);
        await client.query(end);
      };
      await insert('R1', 'ROLLBACK');
      await insert('C1', 'COMMIT');
    } finally {
      await client.end();
    }
    expect(await watchesOf('R1')).toEqual([]);
    expect(await watchesOf('C1')).toHaveLength(1);

    sandbox.inject('withhold', { orderNo: 'C1' });
    await newPay.createOrder({ ...ORDER, orderNo: 'C1' });
    await sandbox.pay('C1');
    await until(() => listener.names.length > 0, 20_000);
    expect(listener.receivedEvents).toMatchObject([['paid', { orderNo: 'C1' }]]);
  }, 40_000);

  it('While PostgreSQL is away nothing is sent, and the app goes on after its return.', async () => {
    const { newPay, listener } = await start();
    sandbox.inject('withhold', { orderNo: 'D2' });
    await proxy.cut();
    try {
      const error = await rejection(
        newPay.createOrder({ ...ORDER, orderNo: 'D1' }),
        NewPayTransportError,
      );
      expect(error.message).toMatch(
        /^The watch of order D1 could not be stored: .*\. Nothing was sent, trying again is safe\.$/,
      );
      expect(requests).toBe(0);
    } finally {
      await proxy.restore();
    }
    await newPay.createOrder({ ...ORDER, orderNo: 'D2' });
    await sandbox.pay('D2');
    await until(() => listener.names.length > 0, 30_000);
    expect(listener.receivedEvents).toMatchObject([['paid', { orderNo: 'D2' }]]);
  }, 60_000);

  it('An order whose process is killed before NewPay answers is published as paid by another one.', async () => {
    const orderNo = 'K1';
    sandbox.inject('answer-late', { endpoint: 'createOrder', orderNo, ms: 60_000 });
    sandbox.inject('withhold', { orderNo });
    const { privateKey, ...credentials } = sandbox.credentials;
    const variables = {
      TESTS_APP: JSON.stringify({
        newPay: {
          ...validOptions(),
          ...credentials,
          privateKey,
          watch: [3_000, 6_000],
          timeout: 60_000,
        },
        queue: { schema: own.schema, store: { tablePrefix: `${own.schema}.newpay_` } },
        database: postgresUrl,
        orderNo,
      }),
    };
    const killed = await AppProcess.start('test/watch/app-of-orders.ts', {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      variables,
      listening: 'creating the order',
    });
    // NewPay has it, as soon as it can be paid.
    await until(
      () =>
        sandbox.pay(orderNo).then(
          () => true,
          () => false,
        ),
      30_000,
    );
    await killed.kill('SIGKILL');
    expect(killed.output).not.toContain('created');

    const { listener } = await start();
    await until(() => listener.names.length > 0, 30_000);
    expect(listener.receivedEvents).toMatchObject([['paid', { orderNo, source: 'query' }]]);
  }, 120_000);
});
