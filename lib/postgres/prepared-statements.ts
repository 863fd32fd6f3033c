import { createHash } from 'node:crypto';
import { memberOf } from '../errors/member-of.js';
import { hasMethod } from '../store/sql/has-method.js';
import { sqlStatesOf } from '../store/sql/sql-state.js';
import type { NewPayQueryable } from './queryable.js';

/** A `Pool` of `pg`, which prepares a statement with a name once for each of its connections. */
interface PgPool {
  query(
    statement:
      string | { readonly name: string; readonly text: string; readonly values: unknown[] },
    values?: unknown[],
  ): Promise<unknown>;
}

/**
 * What a server answers when it cannot run a prepared statement. It has run nothing then.
 *
 * - 26000 and 42P05, the name is unknown or taken: a pooler in transaction mode, such as PgBouncer before
 *   1.21, has handed out another connection
 * - 0A000, the form of the result has changed: the table was altered since
 */
const REFUSALS: ReadonlySet<string> = new Set(['26000', '42P05', '0A000']);

/**
 * Sends the statements of a store to a `Pool` of `pg` as prepared statements, so that the server parses
 * and plans them once for each connection. Sends them as they are to every other client, and from then on to
 * a pool that cannot take them prepared.
 */
export class PreparedStatements implements NewPayQueryable {
  readonly #pool: PgPool | undefined;
  readonly #names = new Map<string, string>();
  #isRefused = false;

  constructor(private readonly client: NewPayQueryable) {
    this.#pool = isPgPool(client) ? client : undefined;
  }

  async query(text: string, values: unknown[]): Promise<unknown> {
    if (!this.#pool || this.#isRefused) {
      return this.client.query(text, values);
    }
    try {
      return await this.#pool.query({ name: this.#nameOf(text), text, values });
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
      this.#isRefused = true;
      return this.client.query(text, values);
    }
  }

  /**
   * A hash of the text: behind a pooler, the connection may have statements of other apps, and a name
   * that one of them has given to another statement would run that one.
   */
  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `newpay_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
      this.#names.set(text, name);
    }
    return name;
  }
}

/** Also a `TypeError`: of a `query` that the app has put in the place of the pool's, and that takes texts only. */
function isRefusal(error: unknown): boolean {
  return (
    sqlStatesOf(error).some((state) => REFUSALS.has(state)) ||
    memberOf(error, 'name') === 'TypeError'
  );
}

/** Checked on pg 8.23 (pg-pool 3). */
export function isPgPool(client: object): client is PgPool {
  return hasMethod(client, 'Client') && typeof Reflect.get(client, 'idleCount') === 'number';
}
