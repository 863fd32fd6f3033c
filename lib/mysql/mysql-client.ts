import { quoteAnswer } from '../store/quote-reply.js';
import { hasMethod } from '../store/sql/has-method.js';
import { isRow, type Row } from '../store/sql/sql-replies.js';

/**
 * A client with a method `query(text, values)` that takes `?` as parameters and returns a promise: a
 * pool or connection of `mysql2/promise`, a TypeORM `DataSource` or `EntityManager`. Other libraries
 * need an adapter of one line, see docs/stores.md.
 *
 * The promise resolves with rows, with a list whose first item is the list of rows, or with an object
 * that has them as `rows`.
 *
 * @publicApi
 */
export interface NewPayMySqlClient {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/** Libraries whose `query` takes other parameters, recognized by another method. */
const ADAPTERS: readonly [library: string, method: string, remedy: string][] = [
  [
    'The callback API of mysql2',
    'promise',
    'pass pool.promise(), or create the pool with mysql2/promise',
  ],
  [
    'Sequelize',
    'getDialect',
    'pass the adapter { query: (text, values = []) => sequelize.query(text, { replacements: values, transaction }) }',
  ],
];

/** @throws {TypeError} the client has no such `query`, or one that is known to differ */
export function requireMySqlClient(client: unknown): NewPayMySqlClient {
  const known = ADAPTERS.find(([, method]) => hasMethod(client, method));
  if (known) {
    const [library, , remedy] = known;
    throw new TypeError(`${library} has another query(): ${remedy}, see docs/stores.md`);
  }
  if (!hasMethod(client, 'query')) {
    throw new TypeError(
      'The client has no method query(text, values), unlike a pool of mysql2/promise or an EntityManager of TypeORM',
    );
  }
  return client as NewPayMySqlClient;
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
