import { hasMethod } from '../has-method.js';
import type { SqlLibrary } from './sql-library.interface.js';

/** A database of Drizzle, or its transaction: `db.transaction(async (tx) => …)`. */
export interface DrizzleLike {
  execute(query: never): PromiseLike<unknown>;
  select(): unknown;
  insert(table: never): unknown;
}

export const drizzle: SqlLibrary = {
  adapt: (client) =>
    isDrizzle(client)
      ? {
          query: async (text, values = []) =>
            await client.execute(new FixedSql(text, values) as never),
        }
      : undefined,
};

/**
 * What Drizzle asks of a query: its SQL, and of that the text and the parameters. Its own `sql` would take
 * the text apart at each parameter.
 */
class FixedSql {
  constructor(
    private readonly text: string,
    private readonly values: readonly unknown[],
  ) {}

  getSQL(): this {
    return this;
  }

  toQuery(): { sql: string; params: unknown[] } {
    return { sql: this.text, params: [...this.values] };
  }
}

/** Its `query` is an object, for relational queries. Other libraries with `execute` have no `select`. */
function isDrizzle(client: unknown): client is DrizzleLike {
  return ['execute', 'select', 'insert'].every((method) => hasMethod(client, method));
}
