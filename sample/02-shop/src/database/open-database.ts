import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Logger } from '@nestjs/common';
import { Pool, type PoolConfig } from 'pg';
import type { ShopConfig } from '../config/shop.config.js';
import { Database } from './database.js';
import { lockFolder } from './folder-lock.js';

const logger = new Logger(Database.name);

/**
 * Opens the PostgreSQL of `DATABASE_URL`, or an embedded one (PGlite) with its data in a folder.
 *
 * Both are used through `pg`. TypeORM is not used here, because its adapter for PGlite
 * (typeorm-pglite 0.3) runs concurrent transactions in PGlite's single session. With a PostgreSQL server
 * it works.
 */
export async function openDatabase({ databaseUrl, dataDir }: ShopConfig): Promise<Database> {
  return databaseUrl ? new Database(openPool({ connectionString: databaseUrl })) : embed(dataDir);
}

async function embed(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true });
  // Two PGlite instances in one folder would corrupt the data.
  const unlock = await lockFolder(dataDir);
  const folder = join(dataDir, 'postgres');
  if (!existsSync(folder)) {
    logger.log(`Creating a database in ${folder}. This takes a few seconds, the first time only.`);
  }
  const pglite = await PGlite.create(folder);
  return new Database(openPool(createPgConfig(pglite)), async () => {
    await pglite.close();
    await unlock();
  });
}

function openPool(config: PoolConfig): Pool {
  const pool = new Pool({ connectionTimeoutMillis: 5_000, ...config });
  // An idle connection was lost. Without this listener it would end the process.
  pool.on('error', (error) => logger.warn(`A connection was lost: ${error.message}`));
  // A connection can also be lost while the pool hands it out. Then its statement fails anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
