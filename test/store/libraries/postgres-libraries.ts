import { randomUUID } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import postgres from 'postgres';
import { Sequelize } from 'sequelize';
import type { NewPayOrmClient, NewPayQueryable } from '../../../lib/postgres/index.js';
import { postgresUrl } from '../../support/services.js';
import type { InTransaction } from './once-with-library.js';
import {
  shipmentSchema,
  withKysely,
  withMikroOrm,
  withSequelize,
  type KyselyShop,
} from './transactions.js';

export const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const shipmentsTable = `${tablePrefix}shipments`;
const pool = new Pool({ connectionString: postgresUrl });

const kysely: KyselyShop = new Kysely({
  dialect: new PostgresDialect({ pool }),
});
const camelCase = kysely.withPlugin(new CamelCasePlugin());
const shipments = pgTable(shipmentsTable, { orderNo: text('order_no') });
const drizzleOnPg = drizzle({ client: pool, schema: { shipments } });
const sequelize = new Sequelize(postgresUrl, { logging: false, dialect: 'postgres' });
const sql = postgres(postgresUrl, { max: 5, onnotice: () => undefined });
const Shipment = shipmentSchema(shipmentsTable);
const mikroOrm = MikroORM.initSync({ clientUrl: postgresUrl, entities: [Shipment] });

export type PostgresClient = NewPayQueryable | NewPayOrmClient;

/** How many rows of an order are committed. */
export async function shipmentsOf(orderNo: string): Promise<number> {
  const { rows } = await pool.query(`SELECT FROM ${shipmentsTable} WHERE order_no = $1`, [orderNo]);
  return rows.length;
}

/** Each library, its client, and how its users write in a transaction. */
export const libraries: [string, PostgresClient, InTransaction<PostgresClient>][] = [
  ['Kysely', kysely, withKysely(kysely, shipmentsTable)],
  ['Kysely with CamelCasePlugin', camelCase, withKysely(camelCase, shipmentsTable)],
  [
    'Drizzle on pg',
    drizzleOnPg,
    (work) =>
      drizzleOnPg.transaction((tx) =>
        work(tx, (orderNo) => tx.insert(shipments).values({ orderNo })),
      ),
  ],
  ['MikroORM 6', mikroOrm.em, withMikroOrm(mikroOrm.em, Shipment)],
  ['Sequelize', sequelize, withSequelize(sequelize, shipmentsTable)],
  [
    'postgres.js',
    sql,
    (work) =>
      sql.begin((tx) =>
        work(tx, (orderNo) => tx`INSERT INTO ${tx(shipmentsTable)} VALUES (${orderNo})`),
      ),
  ],
];

export async function createShipments(): Promise<void> {
  await pool.query(`CREATE TABLE ${shipmentsTable} (order_no text)`);
}

/** Ends all connections and drops the tables. */
export async function close(): Promise<void> {
  await sequelize.close();
  await sql.end();
  await mikroOrm.close();
  await pool.query(
    `DROP TABLE IF EXISTS ${shipmentsTable}, ${tablePrefix}callbacks, ${tablePrefix}effects`,
  );
  await pool.end();
}
