import { readOutcome } from '../store/sql/sql-replies.js';
import { rowsOf, type NewPayMySqlClient } from './mysql-client.js';
import { isUnknownSavepoint, withTableAdvice } from './mysql-errors.js';
import type { MySqlStatements } from './mysql-statements.js';
import { valuesOf, type Values } from './mysql-values.js';

/**
 * Records an effect in the open transaction of a client.
 *
 * @param remedy what to do if there is none
 * @returns `false` when the effect is recorded already, or one of an event of higher precedence
 * @throws {TypeError} the client has no open transaction
 */
export async function markEffect(
  client: NewPayMySqlClient,
  sql: MySqlStatements,
  values: Values,
  remedy: string,
): Promise<boolean> {
  await requireTransaction(client, sql, remedy);
  return withTableAdvice(async () => {
    await client.query(sql.mark.text, valuesOf(sql.mark, values));
    return hasEffect(client, sql, values);
  });
}

/** Whether the record that {@link markEffect} has written is still there. */
export async function hasEffect(
  client: NewPayMySqlClient,
  sql: MySqlStatements,
  values: Values,
): Promise<boolean> {
  const rows = await rowsOf(client, sql.marked.text, valuesOf(sql.marked, values));
  return readOutcome('once', rows, 'marked', 'done') === 'marked';
}

/**
 * Removes the record that the open transaction of a client has written.
 *
 * @throws {TypeError} the transaction is over, as after a deadlock
 */
export async function takeBackEffect(
  client: NewPayMySqlClient,
  sql: MySqlStatements,
  values: Values,
): Promise<void> {
  await requireTransaction(client, sql, 'the transaction is over');
  await client.query(sql.takeBack.text, valuesOf(sql.takeBack, values));
}

/**
 * MySQL has no question for it, but forgets a savepoint that is set outside of a transaction. Both
 * statements are sent at once: a connection runs them one after the other, and those of a concurrent
 * `once()` in the same transaction do not come between them.
 */
async function requireTransaction(
  client: NewPayMySqlClient,
  sql: MySqlStatements,
  remedy: string,
): Promise<void> {
  try {
    await Promise.all([client.query(sql.savepoint, []), client.query(sql.releaseSavepoint, [])]);
  } catch (error) {
    if (!isUnknownSavepoint(error)) {
      throw error;
    }
    throw new TypeError(remedy, { cause: error });
  }
}
