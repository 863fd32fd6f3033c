/**
 * Anything that runs a query with numbered parameters: a `Pool` or a client of `pg`, PGlite, a
 * TypeORM `DataSource` or `EntityManager`. For Prisma:
 * `{ query: (text, values) => tx.$queryRawUnsafe(text, ...values) }`.
 */
export interface NewPayQueryable {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of a query: `pg` wraps them in a result, TypeORM and Prisma return them bare. */
export async function rowsOf(
  client: NewPayQueryable,
  text: string,
  values: unknown[],
): Promise<readonly Row[]> {
  const result = await client.query(text, values);
  return Array.isArray(result) ? (result as Row[]) : (result as { rows: Row[] }).rows;
}
