import { randomUUID } from 'node:crypto';
import { EntitySchema, MikroORM } from '@mikro-orm/postgresql';
import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import postgres from 'postgres';
import { Sequelize } from 'sequelize';
import type { NewPayOrmClient, NewPayQueryable } from '../../../lib/postgres/index.js';
import { postgresUrl } from '../../support/services.js';
import type { InTransaction } from './once-with-library.js';

export const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const shipmentsTable = `${tablePrefix}shipments`;
const pool = new Pool({ connectionString: postgresUrl });

const kysely = new Kysely<Record<string, { order_no: string }>>({
  dialect: new PostgresDialect({ pool }),
});
const camelCase = kysely.withPlugin(new CamelCasePlugin());
const shipments = pgTable(shipmentsTable, { orderNo: text('order_no') });
const drizzleOnPg = drizzle({ client: pool, schema: { shipments } });
const sequelize = new Sequelize(postgresUrl, { logging: false, dialect: 'postgres' });
const sql = postgres(postgresUrl, { max: 5, onnotice: () => undefined });
const Shipment = new EntitySchema<{ orderNo: string }>({
  name: 'Shipment',
  tableName: shipmentsTable,
  properties: { orderNo: { type: 'text', fieldName: 'order_no', primary: true } },
});
const mikroOrm = MikroORM.initSync({ clientUrl: postgresUrl, entities: [Shipment] });

export type PostgresClient = NewPayQueryable | NewPayOrmClient;

/** How many rows of an order are committed. */
export async function shipmentsOf(orderNo: string): Promise<number> {
  const { rows } = await pool.query(`SELECT FROM ${shipmentsTable} WHERE order_no = $1`, [orderNo]);
  return rows.length;
}

/** Each library, its client, and how its users write in a transaction. */
export const libraries: [string, PostgresClient, InTransaction<PostgresClient>][] = [
  [
    'Kysely',
    kysely,
    (work) =>
      kysely
        .transaction()
        .execute((trx) =>
          work(trx, (order_no) => trx.insertInto(shipmentsTable).values({ order_no }).execute()),
        ),
  ],
  [
    'Kysely with CamelCasePlugin',
    camelCase,
    (work) =>
      camelCase
        .transaction()
        .execute((trx) =>
          work(trx, (order_no) => trx.insertInto(shipmentsTable).values({ order_no }).execute()),
        ),
  ],
  [
    'Drizzle on pg',
    drizzleOnPg,
    (work) =>
      drizzleOnPg.transaction((tx) =>
        work(tx, (orderNo) => tx.insert(shipments).values({ orderNo })),
      ),
  ],
  [
    'MikroORM 6',
    mikroOrm.em,
    (work) =>
      mikroOrm.em.fork().transactional((em) =>
        work(em, async (orderNo) => {
          em.create(Shipment, { orderNo });
          await em.flush();
        }),
      ),
  ],
  [
    'Sequelize',
    sequelize,
    (work) =>
      sequelize.transaction((transaction) =>
        work(transaction, (orderNo) =>
          sequelize.query(`INSERT INTO ${shipmentsTable} VALUES ($1)`, {
            bind: [orderNo],
            transaction,
          }),
        ),
      ),
  ],
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
