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
 * The PostgreSQL of `DATABASE_URL`, or one inside this process, with its data in a folder.
 *
 * Both through `pg`: PGlite brings a connection for it, so that there is one library and one kind of
 * SQL. Not through TypeORM, whose adapter for PGlite (typeorm-pglite 0.3) gives the one session that
 * PGlite has to several transactions at a time; on a PostgreSQL server TypeORM does well.
 */
export async function openDatabase({ databaseUrl, dataDir }: ShopConfig): Promise<Database> {
  return databaseUrl ? new Database(openPool({ connectionString: databaseUrl })) : embed(dataDir);
}

async function embed(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true });
  // Two PGlites on one folder would destroy each other's data.
  const unlock = await lockFolder(dataDir);
  const folder = join(dataDir, 'postgres');
  if (!existsSync(folder)) {
    logger.log(`Creating a database in ${folder}: this takes a few seconds, the first time only`);
  }
  const pglite = await PGlite.create(folder);
  return new Database(openPool(createPgConfig(pglite)), async () => {
    await pglite.close();
    await unlock();
  });
}

function openPool(config: PoolConfig): Pool {
  const pool = new Pool({ connectionTimeoutMillis: 5_000, ...config });
  // A connection that breaks while nobody uses it: without a listener it would end the process.
  pool.on('error', (error) => logger.warn(`A connection was lost: ${error.message}`));
  // And one that breaks while the pool hands it out: there the statement in hand fails, too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
