import { quoteAnswer } from '../store/quote-reply.js';
import { hasMethod } from '../store/sql/has-method.js';
import { clientOfLibrary } from '../store/sql/libraries/client-of-library.js';
import { isRow, type Row } from '../store/sql/sql-replies.js';

/**
 * A client with a method `query(text, values)` that takes `?` as parameters and returns a promise: a
 * pool or connection of `mysql2/promise`, a TypeORM `DataSource` or `EntityManager`. Clients and
 * transactions of the libraries of {@link NewPayOrmClient} are accepted as they are; others need such an
 * object.
 *
 * The promise resolves with rows, with a list whose first item is the list of rows, or with an object
 * that has them as `rows`.
 *
 * @publicApi
 */
export interface NewPayMySqlClient {
  /** Sends one statement with a value for each `?`. */
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/**
 * The client as a store uses it.
 *
 * @throws {TypeError} the client has no `query(text, values)` that returns a promise, and is of no known
 * library
 */
export function mySqlClientOf(client: unknown): NewPayMySqlClient {
  if (hasMethod(client, 'query') && hasMethod(client, 'promise')) {
    throw new TypeError(
      'The callback API of mysql2 has another query(): pass pool.promise(), or create the pool with mysql2/promise, see docs/stores.md',
    );
  }
  const known = clientOfLibrary(client, '?');
  if (!known) {
    throw new TypeError(
      'The client has no method query(text, values), and is not of a known library (mysql2/promise, TypeORM, Prisma, ' +
        'Drizzle, Kysely, MikroORM, Sequelize): pass { query: (text, values) => … }, see docs/stores.md',
    );
  }
  return known;
}

/**
 * Runs a SELECT and returns its rows.
 *
 * @throws {TypeError} the result has none of the forms of {@link NewPayMySqlClient}
 */
export async function rowsOf(
  client: NewPayMySqlClient,
  text: string,
  values: unknown[],
): Promise<readonly Row[]> {
  const result: unknown = await client.query(text, values);
  const list: unknown = Array.isArray(result)
    ? result
    : (result as { rows?: unknown } | null | undefined)?.rows;
  // mysql2 returns the rows and the columns: a list of two lists.
  const rows: unknown = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : list;
  if (!Array.isArray(rows) || !rows.every(isRow)) {
    throw new TypeError(
      `query(text, values) must resolve with rows, with [rows], or with { rows }; it resolved with ${quoteAnswer(result)}`,
    );
  }
  return rows;
}

/**
 * How many rows a write has changed, as mysql2 and TypeORM tell it; `undefined` from libraries that tell it in
 * another form or not at all.
 */
export function changedRows(result: unknown): number | undefined {
  const header: unknown = Array.isArray(result) ? result[0] : result;
  const { affectedRows } = Object(header) as { affectedRows?: unknown };
  return typeof affectedRows === 'number' ? affectedRows : undefined;
}
