import { isPgPool, PreparedStatements } from '../postgres/prepared-statements.js';
import type { NewPayQueryable } from '../postgres/queryable.js';

/**
 * The pool of pg-boss, over which a statement is prepared once for each connection; `undefined` unless it is one
 * that pg-boss has made itself and opened. Checked on pg-boss 10.
 */
export function preparedClientOf(db: unknown): NewPayQueryable | undefined {
  const { isOurs, opened, pool } = Object(db) as Readonly<Record<string, unknown>>;
  if (isOurs !== true || opened !== true || typeof pool !== 'object' || pool === null) {
    return undefined;
  }
  let client = CLIENTS.get(pool);
  if (!client && isPgPool(pool)) {
    client = new PreparedStatements(pool);
    CLIENTS.set(pool, client);
  }
  return client;
}

/** A PgBoss that is started again has another pool. */
const CLIENTS = new WeakMap<object, NewPayQueryable>();
