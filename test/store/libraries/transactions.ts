import { EntitySchema } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/mysql';
import type { Kysely } from 'kysely';
import type { Sequelize } from 'sequelize';
import type { NewPayOrmClient } from '../../../lib/mysql/index.js';
import type { InTransaction } from './once-with-library.js';

/** What the libraries have in common whose transactions are the same on every database. */

export type KyselyShop = Kysely<Record<string, { order_no: string }>>;

export const withKysely =
  (kysely: KyselyShop, table: string): InTransaction<NewPayOrmClient> =>
  (work) =>
    kysely
      .transaction()
      .execute((trx) =>
        work(trx, (order_no) => trx.insertInto(table).values({ order_no }).execute()),
      );

export const shipmentSchema = (tableName: string): EntitySchema<{ orderNo: string }> =>
  new EntitySchema<{ orderNo: string }>({
    name: 'Shipment',
    tableName,
    properties: { orderNo: { type: 'string', fieldName: 'order_no', primary: true } },
  });

export const withMikroOrm =
  (
    manager: SqlEntityManager,
    Shipment: EntitySchema<{ orderNo: string }>,
  ): InTransaction<NewPayOrmClient> =>
  (work) =>
    manager.fork().transactional((em) =>
      work(em, async (orderNo) => {
        em.create(Shipment, { orderNo });
        await em.flush();
      }),
    );

export const withSequelize =
  (sequelize: Sequelize, table: string): InTransaction<NewPayOrmClient> =>
  (work) =>
    sequelize.transaction((transaction) =>
      work(transaction, (orderNo) =>
        sequelize.query(`INSERT INTO ${table} VALUES (?)`, {
          replacements: [orderNo],
          transaction,
        }),
      ),
    );
