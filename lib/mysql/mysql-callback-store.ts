import { randomUUID } from 'node:crypto';
import { eventKeyOf, outrankingNames, type NewPayEventReference } from '../events/event-key.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../store/callback-store.interface.js';
import { finishedText } from '../store/finished-listeners-text.js';
import {
  currentTransactionOf,
  readOnceArguments,
  type OnceArguments,
} from '../store/sql/once-arguments.js';
import type { NewPayOrmClient } from '../store/sql/libraries/client-of-library.js';
import { ExpiredRows, PURGED_AT_ONCE } from '../store/sql/expired-rows.js';
import { retryConflicts } from '../store/sql/retry-conflicts.js';
import {
  readClaim,
  readCount,
  readHandled,
  readOutcome,
  type Row,
} from '../store/sql/sql-replies.js';
import { isConflict } from '../store/sql/sql-state.js';
import { resolveTimes } from '../store/store-options.js';
import { mySqlClientOf, rowsOf, type NewPayMySqlClient } from './mysql-client.js';
import { isMissingTable, isUnknownSavepoint, withTableAdvice } from './mysql-errors.js';
import { statementsFor, type MySqlStatements, type Statement } from './mysql-statements.js';
import { MAX_EFFECT, MAX_KEY } from './mysql-tables.js';

/**
 * The options of {@link MySqlCallbackStore}.
 *
 * @publicApi
 */
export interface MySqlCallbackStoreOptions {
  /**
   * The prefix of the table names, optionally with a database: `newpay_` gives `newpay_callbacks` and
   * `newpay_effects`.
   * @default 'newpay_'
   */
  tablePrefix?: string;
  /**
   * How long a claim lasts without renewal, in milliseconds. It is renewed while listeners run, so
   * it only limits how long an order stays claimed after a crash. Must be below `retention`.
   * @default 30_000 (30 seconds), or half of `retention` if that is shorter
   */
  lease?: number;
  /**
   * How long a handled state is kept, in milliseconds. Must be more than five minutes longer than
   * the option `replayWindow`. The records of {@link MySqlCallbackStore.once} are kept forever.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * Returns the transaction that is open where it is called, for `once` without its first argument; `undefined`
   * if there is none. With `@nestjs-cls/transactional`: `() => txHost.tx`.
   * @default none: `once` needs the transaction as its first argument
   */
  transaction?: () => NewPayMySqlClient | NewPayOrmClient | null | undefined;
}

/** The values of a statement by the names of its parameters. */
type Values = Readonly<Record<string, unknown>>;

/**
 * A callback store in MySQL 8 or MariaDB 10.6 and newer, shared by any number of instances. It uses the
 * app's own pool and never closes it. Leases are measured with the clock of the database. Call
 * {@link MySqlCallbackStore.createTables} once before use.
 *
 * @example
 * import { createPool } from 'mysql2/promise';
 *
 * const store = new MySqlCallbackStore(createPool(process.env.MYSQL_URL));
 * await store.createTables();
 *
 * @publicApi
 */
export class MySqlCallbackStore implements NewPayCallbackStore {
  readonly lease: number;
  readonly retention: number;
  readonly #client: NewPayMySqlClient;
  readonly #sql: MySqlStatements;
  readonly #expiredRows: ExpiredRows;
  readonly #currentTransaction: (() => unknown) | undefined;

  /**
   * @param client a pool of `mysql2/promise`, a TypeORM `DataSource`, the client of another library, or
   * an adapter; see {@link NewPayMySqlClient} and {@link NewPayOrmClient}. Its connections must have
   * `autocommit`, which is the default.
   * @throws {TypeError} `tablePrefix` is not a plain lower-case name, `lease` or `retention` is not
   * a whole number above 0, `transaction` is not a function, or the client has no method
   * `query(text, values)` that returns a promise and is of no known library
   * @throws {RangeError} `lease` is not below `retention`
   */
  constructor(
    client: NewPayMySqlClient | NewPayOrmClient,
    options: MySqlCallbackStoreOptions = {},
  ) {
    ({ lease: this.lease, retention: this.retention } = resolveTimes(options));
    this.#currentTransaction = currentTransactionOf(options.transaction);
    this.#client = mySqlClientOf(client);
    const tablePrefix = options.tablePrefix ?? 'newpay_';
    this.#sql = statementsFor(tablePrefix);
    this.#expiredRows = new ExpiredRows('MySqlCallbackStore', `${tablePrefix}callbacks`, () =>
      this.#purge(),
    );
  }

  /**
   * Creates the tables if they do not exist. Several instances may call it at the same time; a role
   * that may not create tables may call it when they exist.
   *
   * @throws {TypeError} the client returns no rows
   * @throws {Error} a table of this name has other columns, or the connections have no `autocommit`
   */
  async createTables(): Promise<void> {
    const probe = async (): Promise<void> => {
      readOutcome('probe', await this.#ask(this.#sql.probe, {}), 'ready');
    };
    try {
      await probe();
    } catch (error) {
      if (!isMissingTable(error)) {
        throw error;
      }
      for (const text of this.#sql.createTables) {
        await retryConflicts(() => this.#client.query(text, []));
      }
      await probe();
    }
  }

  async claim(key: string, rank: number): Promise<NewPayClaim> {
    const token = randomUUID();
    const { lease, retention } = this;
    const values = { key: keyBytes(key), rank, token, lease, retention };
    try {
      await this.#run(this.#sql.claim, values);
      const claim = readClaim(await this.#ask(this.#sql.claimed, values), rank, token);
      this.#expiredRows.purgeIfDue();
      return claim;
    } catch (error) {
      // Other deliveries of the same key won at every attempt.
      if (isConflict(error)) {
        return { outcome: 'busy' };
      }
      throw error;
    }
  }

  async find(key: string): Promise<NewPayHandled | undefined> {
    return readHandled(await this.#ask(this.#sql.find, { key: keyBytes(key) }));
  }

  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    const { lease, retention } = this;
    const values = { key: keyBytes(key), token, lease, retention, finished: bytesOf(finished) };
    await this.#run(this.#sql.renew, values);
    return (
      readOutcome('renew', await this.#ask(this.#sql.renewed, values), 'held', 'lost') === 'held'
    );
  }

  async complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean> {
    const values = {
      key: keyBytes(key),
      rank,
      token,
      retention: this.retention,
      reference: Buffer.from(reference),
      amount: orderAmt === undefined ? null : Buffer.from(orderAmt),
    };
    await this.#run(this.#sql.complete, values);
    const rows = await this.#ask(this.#sql.completed, values);
    return readOutcome('complete', rows, 'held', 'lost') === 'held';
  }

  async release(key: string, token: string, finished?: readonly string[]): Promise<void> {
    const names = finished ? bytesOf(finished) : null;
    const values = { key: keyBytes(key), token, keeps: finished ? 0 : 1, finished: names };
    await this.#run(this.#sql.release, values);
    await this.#run(this.#sql.forget, values);
  }

  /**
   * Runs the database writes of a listener exactly once, even if the process crashes and the event
   * is delivered again. A record of the effect is written in the same transaction, so that both are
   * committed or neither is.
   *
   * @param transaction the transaction in which `work` writes, on tables of InnoDB: a connection of
   * `mysql2/promise` after `beginTransaction()`, a TypeORM `EntityManager`, or the transaction of Prisma,
   * Drizzle, Kysely, MikroORM or Sequelize; see {@link NewPayOrmClient}
   * @param event the event that is being handled
   * @param effect the name of this effect, unique among the effects of the event, such as `ship`; at
   * most 255 bytes
   * @param work makes the writes in the same transaction. Not run if this effect is recorded, or if
   * an event of higher precedence has had an effect (`failed` after `paid`)
   * @returns whether `work` was run
   * @throws {TypeError} `transaction` is a pool or has no open transaction: the record would be
   * committed even if `work` failed
   * @throws the errors of the database and of `work`. After a deadlock (`ER_LOCK_DEADLOCK`) the
   * database has rolled the whole transaction back: run it again.
   *
   * @example
   * await dataSource.transaction((manager) =>
   *   store.once(manager, event, 'ship', () => manager.update(Order, event.orderNo, { paid: true })),
   * );
   */
  once(
    transaction: NewPayMySqlClient | NewPayOrmClient,
    event: NewPayEventReference,
    effect: string,
    work: () => unknown,
  ): Promise<boolean>;
  /**
   * The same in the transaction that the option `transaction` of the store returns.
   *
   * @throws {TypeError} the store has no option `transaction`, or no transaction is open
   *
   * @example
   * const store = new MySqlCallbackStore(pool, { transaction: () => txHost.tx });
   * await store.once(event, 'ship', () => orders.markPaid(event.orderNo));
   */
  once(event: NewPayEventReference, effect: string, work: () => unknown): Promise<boolean>;
  async once(
    ...given: OnceArguments<NewPayMySqlClient | NewPayOrmClient, NewPayEventReference>
  ): Promise<boolean> {
    const { transaction, event, effect, work, remedy } = readOnceArguments(
      given,
      this.#currentTransaction,
      'once() needs a transaction, not a pool: start one and pass its connection or manager',
    );
    const client = mySqlClientOf(transaction);
    const values = {
      key: keyBytes(eventKeyOf(event)),
      event: Buffer.from(event.name),
      effect: effectBytes(effect),
      mark: randomUUID(),
      outranking: Buffer.from(outrankingNames(event).join(',')),
    };
    await this.#requireTransaction(client, remedy);
    const marked = await withTableAdvice(async () => {
      await client.query(this.#sql.mark.text, valuesOf(this.#sql.mark, values));
      return rowsOf(client, this.#sql.marked.text, valuesOf(this.#sql.marked, values));
    });
    if (readOutcome('once', marked, 'marked', 'done') === 'done') {
      return false;
    }
    await work();
    return true;
  }

  /**
   * MySQL has no question for it, but forgets a savepoint that is set outside of a transaction. Both
   * statements are sent at once: a connection runs them one after the other, and those of a concurrent
   * `once()` in the same transaction do not come between them.
   */
  async #requireTransaction(client: NewPayMySqlClient, remedy: string): Promise<void> {
    try {
      await Promise.all([
        client.query(this.#sql.savepoint, []),
        client.query(this.#sql.releaseSavepoint, []),
      ]);
    } catch (error) {
      if (!isUnknownSavepoint(error)) {
        throw error;
      }
      throw new TypeError(remedy, { cause: error });
    }
  }

  async #purge(): Promise<number> {
    await this.#run(this.#sql.purge, {});
    const left = readCount('purge', await this.#ask(this.#sql.left, {}), 'left');
    return left > 0 ? PURGED_AT_ONCE : 0;
  }

  /** Runs a single statement outside of any transaction of the app. */
  async #run(statement: Statement, values: Values): Promise<void> {
    await withTableAdvice(() =>
      retryConflicts(() => this.#client.query(statement.text, valuesOf(statement, values))),
    );
  }

  /** Runs a single SELECT outside of any transaction of the app. */
  #ask(statement: Statement, values: Values): Promise<readonly Row[]> {
    return withTableAdvice(() =>
      retryConflicts(() => rowsOf(this.#client, statement.text, valuesOf(statement, values))),
    );
  }
}

function valuesOf({ names }: Statement, values: Values): unknown[] {
  return names.map((name) => values[name]);
}

/** As bytes, which no character set of a connection changes; null for none. */
function bytesOf(finished: readonly string[]): Buffer | null {
  return finished.length === 0 ? null : Buffer.from(finishedText(finished));
}

/** Checked here: a database that is not in strict mode would cut it, and take two keys for one. */
function keyBytes(key: string): Buffer {
  return atMost(MAX_KEY, Buffer.from(key), `The key "${key}"`);
}

function effectBytes(effect: string): Buffer {
  return atMost(MAX_EFFECT, Buffer.from(effect), `The effect "${effect}"`);
}

function atMost(limit: number, bytes: Buffer, what: string): Buffer {
  if (bytes.length > limit) {
    throw new RangeError(`${what} has ${bytes.length} bytes; the table takes ${limit}`);
  }
  return bytes;
}
