import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Pool } from 'pg';
import { Database } from '../../../sample/02-shop/src/database/database.js';
import { postgresUrl } from '../../support/services.js';

/** A database for the shops of one test file. */
export interface TestDatabase {
  /** Opens the database for one shop, which closes it. */
  open(): Promise<Database>;
  /** Deletes all orders. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

const TABLES = 'shop_orders, shop_callbacks, shop_effects';

/** The embedded database, in memory. Creating it takes seconds, so a test file shares one. */
export async function inMemory(): Promise<TestDatabase> {
  const pglite = await PGlite.create();
  return {
    open: async () => new Database(new Pool(createPgConfig(pglite))),
    clear: async () => void (await pglite.exec(`TRUNCATE ${TABLES}`)),
    drop: () => pglite.close(),
  };
}

/** A new schema on the PostgreSQL server. */
export async function onServer(): Promise<TestDatabase & { readonly url: string }> {
  const schema = `shop_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(postgresUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const pool = new Pool({ connectionString: url.href });
  await pool.query(`CREATE SCHEMA ${schema}`);
  return {
    url: url.href,
    open: async () => new Database(new Pool({ connectionString: url.href })),
    clear: async () => void (await pool.query(`TRUNCATE ${TABLES}`)),
    drop: async () => {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    },
  };
}
