/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger, type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import {
  Currency,
  newPayConfig,
  NewPayPaidEvent,
  NewPayService,
  PayMethod,
} from '../../lib/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { tablesFor, tableStatements } from '../../lib/postgres/table-names.js';
import * as mysqlTables from '../../lib/mysql/mysql-tables.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { postgresUrl } from '../support/services.js';
import { snippetsOf } from './snippets.js';
import { WrittenApp } from './written-app.js';

interface Listener {
  ship(event: NewPayPaidEvent): Promise<void>;
}

const environment = { ...process.env };
const written = new WrittenApp('docs/stores.md');
const schema = `t${randomUUID().replaceAll('-', '')}`;
const inSchema = `-csearch_path=${schema}`;
const admin = new Pool({ connectionString: postgresUrl });
const dataSource = new DataSource({
  type: 'postgres',
  url: postgresUrl,
  extra: { options: inSchema },
});
let sandbox: NewPaySandbox;
let app: INestApplication;

beforeAll(async () => {
  Logger.overrideLogger(new RecordingLogger());
  await admin.query(`CREATE SCHEMA ${schema}`);
  await admin.query(`CREATE TABLE ${schema}.shipments (order_no text)`);
  const url = new URL(postgresUrl);
  url.searchParams.set('options', inSchema);
  process.env['DATABASE_URL'] = url.href;
  await dataSource.initialize();
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  const { AppModule } = await written.import<{ AppModule: Type }>('src/app.module.js');
  const testing = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(newPayConfig.KEY)
    .useValue(sandbox.credentials)
    .compile();
  app = testing.createNestApplication();
  await app.listen(0, '127.0.0.1');
});

afterAll(async () => {
  await app.close();
  await sandbox.stop();
  await dataSource.destroy();
  await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  await admin.end();
  process.env = environment;
  written.remove();
});

it('The listener of docs/stores.md with pg ships once, also when the process died before the mark', async () => {
  const orderNo = randomUUID();
  const page = await app.getUrl();
  await app.get(NewPayService).createOrder({
    orderNo,
    payMethod: PayMethod.NewPay,
    currency: Currency.LAK,
    orderAmt: '50000',
    callBackUrl: `${page}/newpay/callback`,
    successPageUrl: page,
    failurePageUrl: page,
    cancelPageUrl: page,
  });

  await sandbox.pay(orderNo);
  expect(await shipmentsOf(orderNo)).toBe(1);
  await admin.query(`DELETE FROM ${schema}.newpay_callbacks`);
  const [delivery] = sandbox.deliveries(orderNo);
  const { url = '', body = '' } = delivery ?? {};
  const headers = { 'content-type': 'application/json' };
  const repeat = await fetch(url, { method: 'POST', headers, body });

  expect(repeat.status).toBe(200);
  expect((await admin.query(`SELECT rank FROM ${schema}.newpay_callbacks`)).rows).toHaveLength(1);
  expect(await shipmentsOf(orderNo)).toBe(1);
});

it('The listener of docs/stores.md with TypeORM ships once', async () => {
  const { TypeOrmShippingListener } = await written.import<{
    TypeOrmShippingListener: new (source: DataSource, store: PostgresCallbackStore) => Listener;
  }>('src/typeorm-shipping.listener.js');
  const listener = new TypeOrmShippingListener(dataSource, new PostgresCallbackStore(dataSource));
  const event = paidEvent({ orderNo: randomUUID() });

  await listener.ship(event);
  await listener.ship(event);

  expect(await shipmentsOf(event.orderNo)).toBe(1);
});

it('docs/stores.md shows the tables as createTables makes them', () => {
  const [created, upgraded, mysql] = snippetsOf('docs/stores.md', 'sql');
  const { callbacks, index, effects, upgrade } = tableStatements(tablesFor('newpay_'));

  expect(inOneLine(created?.code ?? '')).toBe(inOneLine([callbacks, index, effects].join(' ')));
  expect(inOneLine(upgraded?.code ?? '')).toBe(inOneLine([upgrade, index].join(' ')));
  const statements = mysqlTables.tableStatements(mysqlTables.tablesFor('newpay_'));
  expect(inOneLine(mysql?.code ?? '')).toBe(
    inOneLine(statements.map((text) => `${text};`).join(' ')),
  );
});

async function shipmentsOf(orderNo: string): Promise<number> {
  const text = `SELECT order_no FROM ${schema}.shipments WHERE order_no = $1`;
  return (await admin.query(text, [orderNo])).rows.length;
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
