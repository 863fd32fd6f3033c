import { queryableOf, rowsOf } from '../postgres/queryable.js';
import { hasMethod } from '../store/sql/has-method.js';
import type { NewPayPgBossDb } from './pg-boss.interface.js';

/**
 * The transaction of the app, in the form that pg-boss takes.
 *
 * @throws {TypeError} it has neither `executeSql(text, values)` nor `query(text, values)`
 */
export function transactionOf(db: unknown): NewPayPgBossDb {
  if (hasMethod(db, 'executeSql')) {
    const given = db as NewPayPgBossDb;
    return {
      executeSql: async (text, values) => executedRows(await given.executeSql(text, values)),
    };
  }
  const client = queryableOf(db);
  return {
    executeSql: async (text, values) => ({ rows: [...(await rowsOf(client, text, values))] }),
  };
}

/** @throws {Error} pg-boss is not started, or its connection answered something else */
export function executedRows(result: unknown): { rows: unknown[] } {
  if (result === undefined) {
    throw new Error(
      'pg-boss is not started: call start() of the PgBoss before the app starts, and stop() after it has closed',
    );
  }
  const { rows } = Object(result) as { rows?: unknown };
  if (!Array.isArray(rows)) {
    throw new TypeError('executeSql() of pg-boss did not answer with { rows }');
  }
  return result as { rows: unknown[] };
}
