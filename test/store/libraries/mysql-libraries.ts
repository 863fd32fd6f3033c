import { randomUUID } from 'node:crypto';
import { EntitySchema, MikroORM } from '@mikro-orm/mysql';
import { mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { drizzle } from 'drizzle-orm/mysql2';
import { Kysely, MysqlDialect } from 'kysely';
import { createPool as createCallbackPool } from 'mysql2';
import { createPool } from 'mysql2/promise';
import { Sequelize } from 'sequelize';
import type { NewPayMySqlClient, NewPayOrmClient } from '../../../lib/mysql/index.js';
import { mysqlUrl } from '../../support/services.js';
import type { InTransaction } from './once-with-library.js';

export const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const shipmentsTable = `${tablePrefix}shipments`;
const pool = createPool({ uri: mysqlUrl });
const callbackPool = createCallbackPool({ uri: mysqlUrl });

const kysely = new Kysely<Record<string, { order_no: string }>>({
  dialect: new MysqlDialect({ pool: callbackPool }),
});
const shipments = mysqlTable(shipmentsTable, { orderNo: varchar('order_no', { length: 64 }) });
const drizzleOnMySql2 = drizzle({ client: pool, schema: { shipments }, mode: 'default' });
const sequelize = new Sequelize(mysqlUrl, { logging: false, dialect: 'mysql' });
const Shipment = new EntitySchema<{ orderNo: string }>({
  name: 'Shipment',
  tableName: shipmentsTable,
  properties: { orderNo: { type: 'string', fieldName: 'order_no', primary: true } },
});
const mikroOrm = MikroORM.initSync({ clientUrl: mysqlUrl, entities: [Shipment] });

export type MySqlClient = NewPayMySqlClient | NewPayOrmClient;

/** How many rows of an order are committed. */
export async function shipmentsOf(orderNo: string): Promise<number> {
  const [rows] = await pool.query(`SELECT 1 FROM ${shipmentsTable} WHERE order_no = ?`, [orderNo]);
  return Array.isArray(rows) ? rows.length : NaN;
}

/** Each library, its client, and how its users write in a transaction. */
export const libraries: [string, MySqlClient, InTransaction<MySqlClient>][] = [
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
    'Drizzle on mysql2',
    drizzleOnMySql2,
    (work) =>
      drizzleOnMySql2.transaction((tx) =>
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
          sequelize.query(`INSERT INTO ${shipmentsTable} VALUES (?)`, {
            replacements: [orderNo],
            transaction,
          }),
        ),
      ),
  ],
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
