import { randomUUID } from 'node:crypto';
import { eventKeyOf, outrankingNames, type NewPayEventReference } from '../events/event-key.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../store/callback-store.interface.js';
import {
  currentTransactionOf,
  readOnceArguments,
  type OnceArguments,
} from '../store/sql/once-arguments.js';
import type { NewPayOrmClient } from '../store/sql/libraries/client-of-library.js';
import { ExpiredRows, PURGED_AT_ONCE } from '../store/sql/expired-rows.js';
import { readClaim, readCount, readHandled, readOutcome } from '../store/sql/sql-replies.js';
import { runOrTakeBack } from '../store/sql/run-or-take-back.js';
import { isConflict } from '../store/sql/sql-state.js';
import { requireKnownOptions } from '../user-code/known-options.js';
import { resolveTimes } from '../store/store-options.js';
import type { MySqlCallbackStoreOptions } from './mysql-callback-store-options.interface.js';
import { mySqlClientOf, type NewPayMySqlClient } from './mysql-client.js';
import { MySqlDatabase } from './mysql-database.js';
import { hasEffect, markEffect, takeBackEffect } from './mysql-effect.js';
import { isMissingTable } from './mysql-errors.js';
import { statementsFor, type MySqlStatements } from './mysql-statements.js';
import { finishedBytes, keyBytes, effectBytes } from './mysql-values.js';

const OPTIONS: readonly (keyof MySqlCallbackStoreOptions)[] = [
  'tablePrefix',
  'lease',
  'retention',
  'transaction',
];

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
  readonly #database: MySqlDatabase;
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
    requireKnownOptions('MySqlCallbackStore', options, OPTIONS);
    ({ lease: this.lease, retention: this.retention } = resolveTimes(options));
    this.#currentTransaction = currentTransactionOf(options.transaction);
    this.#database = new MySqlDatabase(mySqlClientOf(client));
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
      readOutcome('probe', await this.#database.ask(this.#sql.probe, {}), 'ready');
    };
    try {
      await probe();
    } catch (error) {
      if (!isMissingTable(error)) {
        throw error;
      }
      for (const text of this.#sql.createTables) {
        await this.#database.run({ text, names: [] }, {});
      }
      await probe();
    }
  }

  async claim(key: string, rank: number): Promise<NewPayClaim> {
    const token = randomUUID();
    const { lease, retention } = this;
    const values = { key: keyBytes(key), rank, token, lease, retention };
    try {
      // Of a key that has no row, as most have, the insertion tells all.
      const isNew = (await this.#database.run(this.#sql.insert, values)) === 1;
      if (!isNew) {
        await this.#database.run(this.#sql.claim, values);
      }
      const claim: NewPayClaim = isNew
        ? { outcome: 'claimed', token, finished: [] }
        : readClaim(await this.#database.ask(this.#sql.claimed, values), rank, token);
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
    return readHandled(await this.#database.ask(this.#sql.find, { key: keyBytes(key) }));
  }

  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    const { lease, retention } = this;
    const values = {
      key: keyBytes(key),
      token,
      lease,
      retention,
      finished: finishedBytes(finished),
    };
    if ((await this.#database.run(this.#sql.renew, values)) === 1) {
      return true;
    }
    const rows = await this.#database.ask(this.#sql.renewed, values);
    return readOutcome('renew', rows, 'held', 'lost') === 'held';
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
    if ((await this.#database.run(this.#sql.complete, values)) === 1) {
      return true;
    }
    const rows = await this.#database.ask(this.#sql.completed, values);
    return readOutcome('complete', rows, 'held', 'lost') === 'held';
  }

  async release(key: string, token: string, finished?: readonly string[]): Promise<void> {
    const names = finished ? finishedBytes(finished) : null;
    const values = { key: keyBytes(key), token, keeps: finished ? 0 : 1, finished: names };
    await this.#database.run(this.#sql.release, values);
    await this.#database.run(this.#sql.forget, values);
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
   * an event of higher precedence has had an effect (`failed` after `paid`). If it fails, its record is
   * removed: it is run again, also if the app catches the error and commits its other writes
   * @returns whether `work` was run
   * @throws {TypeError} `transaction` is a pool or has no open transaction: the record would be
   * committed even if `work` failed
   * @throws {Error} `work` has finished, but its transaction is rolled back, as after a deadlock whose error
   * `work` has caught
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
   * Runs the database writes of a listener exactly once, in the transaction that the option `transaction` of the
   * store returns. A record of the effect is written in the same transaction, so that both are committed or
   * neither is.
   *
   * @param event the event that is being handled
   * @param effect the name of this effect, unique among the effects of the event, such as `ship`
   * @param work makes the writes in the same transaction. Not run if this effect is recorded, or if an event of
   * higher precedence has had an effect (`failed` after `paid`)
   * @returns whether `work` was run
   * @throws {TypeError} the store has no option `transaction`, or no transaction is open
   * @throws {Error} `work` has finished, but its transaction is rolled back
   * @throws the errors of the database and of `work`
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
    if (!(await markEffect(client, this.#sql, values, remedy))) {
      return false;
    }
    await runOrTakeBack(work, {
      takeBack: () => takeBackEffect(client, this.#sql, values),
      isKept: () => hasEffect(client, this.#sql, values),
    });
    return true;
  }

  async #purge(): Promise<number> {
    await this.#database.run(this.#sql.purge, {});
    const left = readCount('purge', await this.#database.ask(this.#sql.left, {}), 'left');
    return left > 0 ? PURGED_AT_ONCE : 0;
  }
}
