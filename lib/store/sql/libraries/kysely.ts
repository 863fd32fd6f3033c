import { hasMethod } from '../has-method.js';
import type { SqlClient, SqlLibrary } from './sql-library.interface.js';

/** A `Kysely`, or its `Transaction`: `db.transaction().execute(async (trx) => …)`. */
export interface KyselyLike {
  executeQuery(query: never): PromiseLike<unknown>;
  getExecutor(): unknown;
}

export const kysely: SqlLibrary = {
  adapt: (client) => (isKysely(client) ? clientOfKysely(client) : undefined),
};

/** Sends what Kysely's `CompiledQuery.raw(text, values)` returns: a plain object. */
export function clientOfKysely(client: KyselyLike): SqlClient {
  return {
    query: async (text, values = []) => {
      const compiled = {
        sql: text,
        parameters: values,
        query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
        // An object of each query's own, by which plugins remember it.
        queryId: { queryId: 'nestjs-newpay' },
      };
      return await client.executeQuery(compiled as never);
    },
  };
}

export function isKysely(client: unknown): client is KyselyLike {
  return hasMethod(client, 'executeQuery') && hasMethod(client, 'getExecutor');
}
