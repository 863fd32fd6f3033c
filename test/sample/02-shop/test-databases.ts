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
  /** Runs SQL, whether a shop is open or not. */
  query(text: string, values?: unknown[]): Promise<unknown>;
  /** Deletes all orders. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** The embedded database, in memory. Creating it takes seconds, so a test file shares one. */
export async function inMemory(): Promise<TestDatabase> {
  const pglite = await PGlite.create();
  return testDatabase({
    open: async () => new Database(new Pool(createPgConfig(pglite))),
    query: (text, values) => pglite.query(text, values),
    drop: () => pglite.close(),
  });
}

/** A new database on the PostgreSQL server. */
export async function onServer(): Promise<TestDatabase & { readonly url: string }> {
  const name = `shop_${randomUUID().replaceAll('-', '')}`;
  const admin = new Pool({ connectionString: postgresUrl, max: 1 });
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href });
  const database = testDatabase({
    open: async () => new Database(new Pool({ connectionString: url.href })),
    query: (text, values) => pool.query(text, values),
    drop: async () => {
      await pool.end();
      // Waits some seconds for connections to end: a pool is ended before they are.
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  });
  return { ...database, url: url.href };
}

function testDatabase(parts: Omit<TestDatabase, 'clear'>): TestDatabase {
  return { ...parts, clear: async () => void (await parts.query('TRUNCATE shop_orders')) };
}
