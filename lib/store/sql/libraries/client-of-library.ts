import { hasMethod } from '../has-method.js';
import { drizzle, type DrizzleLike } from './drizzle.js';
import { kysely, type KyselyLike } from './kysely.js';
import { mikroOrm, type MikroOrmLike } from './mikro-orm.js';
import { postgresJs, type PostgresJsLike } from './postgres-js.js';
import { prisma, type PrismaClientLike } from './prisma.js';
import { sequelize, type SequelizeLike, type SequelizeTransactionLike } from './sequelize.js';
import type { ParameterForm, SqlClient } from './sql-library.interface.js';

/**
 * A client or a transaction of a library without `query(text, values)`, as the library hands it out: Prisma
 * (`$queryRawUnsafe`), Kysely, Drizzle, MikroORM 6 and 7 (an `EntityManager`), Sequelize 6 (an instance or
 * a transaction) and postgres.js. It is recognized by its methods.
 *
 * @publicApi
 */
export type NewPayOrmClient =
  | PrismaClientLike
  | KyselyLike
  | DrizzleLike
  | MikroOrmLike
  | SequelizeLike
  | SequelizeTransactionLike
  | PostgresJsLike;

const LIBRARIES = [prisma, kysely, mikroOrm, drizzle, postgresJs];

/**
 * The client of a library as a store uses it; `undefined` if it is of no known one.
 *
 * @param form how the statements of the store name their parameters
 */
export function clientOfLibrary(client: unknown, form: ParameterForm): SqlClient | undefined {
  // Sequelize has a `query`, but with other parameters; in every other client it is the one that is asked for.
  const own = sequelize.adapt(client, form);
  if (own || hasMethod(client, 'query')) {
    return own ?? (client as SqlClient);
  }
  return LIBRARIES.map((library) => library.adapt(client, form)).find(Boolean);
}
