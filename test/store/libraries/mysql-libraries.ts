import { randomUUID } from 'node:crypto';
import { MikroORM } from '@mikro-orm/mysql';
import { mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { drizzle } from 'drizzle-orm/mysql2';
import { Kysely, MysqlDialect } from 'kysely';
import { createPool as createCallbackPool } from 'mysql2';
import { createPool } from 'mysql2/promise';
import { Sequelize } from 'sequelize';
import type { NewPayMySqlClient, NewPayOrmClient } from '../../../lib/mysql/index.js';
import { mysqlUrl } from '../../support/services.js';
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
const pool = createPool({ uri: mysqlUrl });
const callbackPool = createCallbackPool({ uri: mysqlUrl });

const kysely: KyselyShop = new Kysely({
  dialect: new MysqlDialect({ pool: callbackPool }),
});
const shipments = mysqlTable(shipmentsTable, { orderNo: varchar('order_no', { length: 64 }) });
const drizzleOnMySql2 = drizzle({ client: pool, schema: { shipments }, mode: 'default' });
const sequelize = new Sequelize(mysqlUrl, { logging: false, dialect: 'mysql' });
const Shipment = shipmentSchema(shipmentsTable);
const mikroOrm = MikroORM.initSync({ clientUrl: mysqlUrl, entities: [Shipment] });

export type MySqlClient = NewPayMySqlClient | NewPayOrmClient;

/** How many rows of an order are committed. */
export async function shipmentsOf(orderNo: string): Promise<number> {
  const [rows] = await pool.query(`SELECT 1 FROM ${shipmentsTable} WHERE order_no = ?`, [orderNo]);
  return Array.isArray(rows) ? rows.length : NaN;
}

/** Each library, its client, and how its users write in a transaction. */
export const libraries: [string, MySqlClient, InTransaction<MySqlClient>][] = [
  ['Kysely', kysely, withKysely(kysely, shipmentsTable)],
  [
    'Drizzle on mysql2',
    drizzleOnMySql2,
    (work) =>
      drizzleOnMySql2.transaction((tx) =>
        work(tx, (orderNo) => tx.insert(shipments).values({ orderNo })),
      ),
  ],
  ['MikroORM 6', mikroOrm.em, withMikroOrm(mikroOrm.em, Shipment)],
  ['Sequelize', sequelize, withSequelize(sequelize, shipmentsTable)],
];

export async function createShipments(): Promise<void> {
  await pool.query(`CREATE TABLE ${shipmentsTable} (order_no VARCHAR(64)) ENGINE=InnoDB`);
}

/** Ends all connections and drops the tables. */
export async function close(): Promise<void> {
  await sequelize.close();
  await mikroOrm.close();
  await kysely.destroy();
  await pool.query(
    `DROP TABLE IF EXISTS ${shipmentsTable}, ${tablePrefix}callbacks, ${tablePrefix}effects`,
  );
  await pool.end();
}
