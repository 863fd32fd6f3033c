import { quoteAnswer } from '../store/quote-reply.js';
import { clientOfLibrary } from '../store/sql/libraries/client-of-library.js';
import { isRow, type Row } from '../store/sql/sql-replies.js';

/**
 * A client with a method `query(text, values)` that takes numbered parameters (`$1`) and resolves
 * with rows, or with an object that has them as `rows`: a `Pool` or client of `pg`, PGlite, a
 * TypeORM `DataSource` or `EntityManager`. Clients and transactions of the libraries of {@link
 * NewPayOrmClient} are accepted as they are; others need such an object.
 *
 * @publicApi
 */
export interface NewPayQueryable {
  /** Sends one statement with the values for `$1`, `$2` and so on. */
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/**
 * The client as a store uses it.
 *
 * @throws {TypeError} the client has no `query(text, values)`, and is of no known library
 */
export function queryableOf(client: unknown): NewPayQueryable {
  const queryable = clientOfLibrary(client, '$1');
  if (!queryable) {
    throw new TypeError(
      'The client has no method query(text, values), and is not of a known library (pg, TypeORM, Prisma, Drizzle, ' +
        'Kysely, MikroORM, Sequelize, postgres.js): pass { query: (text, values) => … }, see docs/stores.md',
    );
  }
  return queryable;
}

/**
 * Runs a query and returns its rows: `pg` returns them in an object, TypeORM and Prisma directly.
 *
 * @throws {TypeError} the result has neither form
 */
export async function rowsOf(
  client: NewPayQueryable,
  text: string,
  values: unknown[],
): Promise<readonly Row[]> {
  const result: unknown = await client.query(text, values);
  const rows: unknown = Array.isArray(result)
    ? result
    : (result as { rows?: unknown } | null | undefined)?.rows;
  if (!Array.isArray(rows) || !rows.every(isRow)) {
    throw new TypeError(
      `query(text, values) must resolve with rows, or with { rows }; it resolved with ${quoteAnswer(result)}. ` +
        'With Sequelize pass the instance or the transaction itself; see docs/stores.md',
    );
  }
  return rows;
}
