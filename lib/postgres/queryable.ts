import { quoteAnswer } from '../store/quote-answer.js';

/**
 * Anything that runs a query with numbered parameters and resolves with rows, or with an object that
 * has them as `rows`: a `Pool` or a client of `pg`, PGlite, a TypeORM `DataSource` or `EntityManager`.
 * Other libraries need an adapter of one line: docs/stores.md has those of Prisma, Sequelize, Kysely
 * and Drizzle.
 *
 * @publicApi
 */
export interface NewPayQueryable {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/** A row of an answer, as a library returned it. */
export type Row = Readonly<Record<string, unknown>>;

/** The adapters of libraries whose clients have no `query` of this kind, by a method that they have. */
const ADAPTERS: readonly [library: string, method: string, adapter: string][] = [
  ['Prisma', '$queryRawUnsafe', 'tx.$queryRawUnsafe(text, ...values)'],
  ['Kysely', 'executeQuery', 'trx.executeQuery(CompiledQuery.raw(text, values))'],
  ['postgres.js', 'unsafe', 'sql.unsafe(text, values)'],
];

/** Sequelize has a `query` that takes other parameters. */
const SEQUELIZE: (typeof ADAPTERS)[number] = [
  'Sequelize',
  'getDialect',
  `sequelize.query(text, { bind: values, type: 'SELECT', transaction })`,
];

/**
 * @throws {TypeError} the client has no `query(text, values)`, or one that takes other parameters, as
 * Sequelize's
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
      'The client has no query(text, values), as a pool of pg or an EntityManager of TypeORM has: ' +
        'docs/stores.md has adapters for Prisma, Sequelize, Kysely and Drizzle',
    );
  }
  return client as NewPayQueryable;
}

function hasMethod(client: unknown, method: string): boolean {
  return (
    (typeof client === 'object' || typeof client === 'function') &&
    client !== null &&
    typeof Reflect.get(client, method) === 'function'
  );
}

/**
 * The rows of a query: `pg` wraps them in a result, TypeORM and Prisma return them bare.
 *
 * @throws {TypeError} what came is neither
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

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}
