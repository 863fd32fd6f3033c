import { hasMethod } from '../has-method.js';
import type { SqlLibrary } from './sql-library.interface.js';

/** The `sql` of postgres.js, or the one of a transaction: `sql.begin(async (sql) => …)`. */
export interface PostgresJsLike {
  unsafe(text: string, values?: never[]): PromiseLike<unknown>;
}

/** "Unsafe" is only a text that is put together; these are fixed, and their values are parameters. */
export const postgresJs: SqlLibrary = {
  adapt: (client) =>
    isPostgresJs(client)
      ? { query: async (text, values = []) => await client.unsafe(text, values as never[]) }
      : undefined,
};

function isPostgresJs(client: unknown): client is PostgresJsLike {
  return hasMethod(client, 'unsafe');
}
