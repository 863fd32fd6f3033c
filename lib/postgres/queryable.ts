import { quoteAnswer } from '../store/quote-reply.js';
import { hasMethod } from '../store/sql/has-method.js';
import { isRow, type Row } from '../store/sql/sql-replies.js';

/**
 * A client with a method `query(text, values)` that takes numbered parameters (`$1`) and resolves
 * with rows, or with an object that has them as `rows`: a `Pool` or client of `pg`, PGlite, a
 * TypeORM `DataSource` or `EntityManager`. Other libraries need an adapter of one line;
 * docs/stores.md has those for Prisma, Sequelize, Kysely and Drizzle.
 *
 * @publicApi
 */
export interface NewPayQueryable {
  /** Sends one statement with the values for `$1`, `$2` and so on. */
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/** Adapters for libraries without such a `query`, which are recognized by another method. */
const ADAPTERS: readonly [library: string, method: string, adapter: string][] = [
  ['Prisma', '$queryRawUnsafe', 'tx.$queryRawUnsafe(text, ...values)'],
  ['Kysely', 'executeQuery', 'trx.executeQuery(CompiledQuery.raw(text, values))'],
  ['postgres.js', 'unsafe', 'sql.unsafe(text, values)'],
];

/** Sequelize has a method `query`, but with other parameters. */
const SEQUELIZE: (typeof ADAPTERS)[number] = [
  'Sequelize',
  'getDialect',
  `sequelize.query(text, { bind: values, type: 'SELECT', transaction })`,
];

/**
 * @throws {TypeError} the client has no `query(text, values)`, or is known to take other parameters
 */
export function requireQueryable(client: unknown): NewPayQueryable {
  const hasQuery = hasMethod(client, 'query');
  const known = hasQuery ? [SEQUELIZE] : ADAPTERS;
  const needed = known.find(([, method]) => hasMethod(client, method));
  if (needed) {
    const [library, , adapter] = needed;
    throw new TypeError(
      `${library} needs an adapter: { query: (text, values = []) => ${adapter} }, see docs/stores.md`,
    );
  }
  if (!hasQuery) {
    throw new TypeError(
      'The client has no method query(text, values), unlike a pool of pg or an EntityManager of TypeORM: ' +
        'docs/stores.md has adapters for Prisma, Sequelize, Kysely and Drizzle',
    );
  }
  return client as NewPayQueryable;
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
        `With Sequelize add type: 'SELECT'; see docs/stores.md`,
    );
  }
  return rows;
}
