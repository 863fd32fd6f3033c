import { randomUUID } from 'node:crypto';
import type { NewPayEventReference } from '../events/event-key.js';
import { outrankingNames, eventKeyOf } from '../events/event-key.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../store/callback-store.interface.js';
import type { MarkAnswer } from '../store/marking-store.interface.js';
import { finishedText } from '../store/finished-listeners-text.js';
import { requireKnownOptions } from '../user-code/known-options.js';
import { resolveTimes } from '../store/store-options.js';
import {
  currentTransactionOf,
  readOnceArguments,
  type OnceArguments,
} from '../store/sql/once-arguments.js';
import type { NewPayOrmClient } from '../store/sql/libraries/client-of-library.js';
import { lostTransaction, runOrTakeBack } from '../store/sql/run-or-take-back.js';
import { ExpiredRows } from '../store/sql/expired-rows.js';
import { retryConflicts } from '../store/sql/retry-conflicts.js';
import {
  readClaim,
  readCount,
  readHandled,
  readMark,
  readOutcome,
  readText,
  rowsByKey,
  type Row,
} from '../store/sql/sql-replies.js';
import {
  columns,
  type ClaimCall,
  type CompleteCall,
  type FindCall,
  type MarkCall,
} from './store-calls.js';
import { isAborted, isConflict } from '../store/sql/sql-state.js';
import { PreparedStatements } from './prepared-statements.js';
import { queryableOf, rowsOf, type NewPayQueryable } from './queryable.js';
import { statementsFor, type PostgresStatements } from './sql-statements.js';
import { withTableAdvice } from './missing-table-advice.js';

/**
 * The options of {@link PostgresCallbackStore}.
 *
 * @publicApi
 */
export interface PostgresCallbackStoreOptions {
  /**
   * The prefix of the table names, optionally with a schema: `newpay_` gives `newpay_callbacks` and
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
   * the option `replayWindow`. The records of {@link PostgresCallbackStore.once} are kept forever.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * Returns the transaction that is open where it is called, for `once` without its first argument; `undefined`
   * if there is none. With `@nestjs-cls/transactional`: `() => txHost.tx`.
   * @default none: `once` needs the transaction as its first argument
   */
  transaction?: () => NewPayQueryable | NewPayOrmClient | null | undefined;
}

const OPTIONS: readonly (keyof PostgresCallbackStoreOptions)[] = [
  'tablePrefix',
  'lease',
  'retention',
  'transaction',
];

/**
 * A callback store in PostgreSQL (10 or newer), shared by any number of instances. It uses the
 * app's own pool and never closes it. Leases are measured with the clock of the database. Call
 * {@link PostgresCallbackStore.createTables} once before use.
 *
 * @example
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL });
 * // Without these error listeners, a lost connection ends the process.
 * pool.on('error', (error) => logger.warn(error.message));
 * pool.on('connect', (client) => client.on('error', () => undefined));
 * const store = new PostgresCallbackStore(pool);
 * await store.createTables();
 *
 * @publicApi
 */
export class PostgresCallbackStore implements NewPayCallbackStore {
  readonly lease: number;
  readonly retention: number;
  readonly #client: NewPayQueryable;
  readonly #prepared: PreparedStatements;
  readonly #sql: PostgresStatements;
  readonly #expiredRows: ExpiredRows;
  readonly #currentTransaction: (() => unknown) | undefined;

  /**
   * @param client a pool of `pg`, PGlite, a TypeORM `DataSource`, the client of another library, or an
   * adapter; see {@link NewPayQueryable} and {@link NewPayOrmClient}
   * @throws {TypeError} an option is unknown, `tablePrefix` is not a plain lower-case name, `lease` or `retention` is not
   * a whole number above 0, `transaction` is not a function, or the client has no method
   * `query(text, values)` and is of no known library
   * @throws {RangeError} `lease` is not below `retention`
   */
  constructor(
    client: NewPayQueryable | NewPayOrmClient,
    options: PostgresCallbackStoreOptions = {},
  ) {
    requireKnownOptions('PostgresCallbackStore', options, OPTIONS);
    ({ lease: this.lease, retention: this.retention } = resolveTimes(options));
    this.#currentTransaction = currentTransactionOf(options.transaction);
    this.#client = queryableOf(client);
    this.#prepared = new PreparedStatements(this.#client);
    const tablePrefix = options.tablePrefix ?? 'newpay_';
    this.#sql = statementsFor(tablePrefix);
    this.#expiredRows = new ExpiredRows(
      'PostgresCallbackStore',
      `${tablePrefix}callbacks`,
      async () => readCount('purge', await this.#ask(this.#sql.purge, []), 'rows'),
    );
  }

  /**
   * Creates the tables, columns and index that do not exist, and adds the columns of 0.2 to tables
   * of 0.1.0. Several instances may call it at the same time.
   *
   * @throws {TypeError} the client does not pass the values, or returns no rows
   */
  async createTables(): Promise<void> {
    await retryConflicts(() => this.#client.query(this.#sql.createTables, []));
    readOutcome('probe', await this.#ask(this.#sql.probe, ['ready']), 'ready');
  }

  async claim(key: string, rank: number): Promise<NewPayClaim> {
    return this.claimAs({ key, rank, token: randomUUID() });
  }

  async find(key: string): Promise<NewPayHandled | undefined> {
    return readHandled(await this.#ask(this.#sql.find, [key]));
  }

  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    const values = [key, token, this.lease, this.retention, finishedText(finished)];
    return readHeld('renew', await this.#ask(this.#sql.renew, values));
  }

  async complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean> {
    return this.completeAs({ key, rank, token, reference, orderAmt });
  }

  async release(key: string, token: string, finished?: readonly string[]): Promise<void> {
    const names = finished ? finishedText(finished) : '';
    readOutcome('release', await this.#ask(this.#sql.release, [key, token, names]), 'released');
  }

  /**
   * Runs the database writes of a listener exactly once, even if the process crashes and the event
   * is delivered again. A record of the effect is written in the same transaction, so that both are
   * committed or neither is.
   *
   * @param transaction the transaction in which `work` writes, as the library hands it out: a client of `pg`
   * after `BEGIN`, a TypeORM `EntityManager`, the transaction of Prisma, Drizzle, Kysely, MikroORM, Sequelize
   * or postgres.js; see {@link NewPayQueryable} and {@link NewPayOrmClient}
   * @param event the event that is being handled
   * @param effect the name of this effect, unique among the effects of the event, such as `ship`
   * @param work makes the writes in the same transaction. Not run if this effect is recorded, or if
   * an event of higher precedence has had an effect (`failed` after `paid`). If it fails, its record is
   * removed: it is run again, also if the app catches the error and commits its other writes
   * @returns whether `work` was run
   * @throws {TypeError} `transaction` is a pool, where the record would be committed even if `work`
   * failed; or it has no method `query(text, values)` and is of no known library
   * @throws {Error} `work` has finished, but its transaction is aborted or rolled back, as after an error of the
   * database that `work` has caught
   * @throws the errors of the database and of `work`. At an isolation level above "read committed"
   * this may be a serialization failure (40001): run the whole transaction again.
   *
   * @example
   * await dataSource.transaction((manager) =>
   *   store.once(manager, event, 'ship', () => manager.update(Order, event.orderNo, { paid: true })),
   * );
   */
  once(
    transaction: NewPayQueryable | NewPayOrmClient,
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
   * const store = new PostgresCallbackStore(pool, { transaction: () => txHost.tx });
   * await store.once(event, 'ship', () => orders.markPaid(event.orderNo));
   */
  once(event: NewPayEventReference, effect: string, work: () => unknown): Promise<boolean>;
  async once(
    ...given: OnceArguments<NewPayQueryable | NewPayOrmClient, NewPayEventReference>
  ): Promise<boolean> {
    const { transaction, event, effect, work, remedy } = readOnceArguments(
      given,
      this.#currentTransaction,
      'once() needs a transaction, not a pool: start one and pass its client or manager',
    );
    const client = queryableOf(transaction);
    const mark = [eventKeyOf(event), event.name, effect];
    const values = [...mark, outrankingNames(event).join(',')];
    const marked = await withTableAdvice(() => rowsOf(client, this.#sql.once, values));
    if (readOutcome('once', marked, 'marked', 'done') === 'done') {
      return false;
    }
    await this.#requireTransaction(client, mark, remedy);
    const written = [...mark, readText(marked, 'version')];
    await runOrTakeBack(work, {
      takeBack: () => client.query(this.#sql.takeBackOnce, written),
      isKept: () => this.#isKept(client, written),
    });
    return true;
  }

  async #isKept(client: NewPayQueryable, written: unknown[]): Promise<boolean> {
    try {
      const answer = await rowsOf(client, this.#sql.isOnceKept, written);
      return readOutcome('once', answer, 'kept', 'gone') === 'kept';
    } catch (error) {
      throw isAborted(error) ? lostTransaction(error) : error;
    }
  }

  async #requireTransaction(
    client: NewPayQueryable,
    mark: unknown[],
    remedy: string,
  ): Promise<void> {
    const answer = await rowsOf(client, this.#sql.isInTransaction, []);
    if (readOutcome('once', answer, 'transaction', 'no') === 'no') {
      await client.query(this.#sql.undoOnce, mark);
      throw new TypeError(remedy);
    }
  }

  /** @internal */
  async claimAs({ key, rank, token }: ClaimCall): Promise<NewPayClaim> {
    const values = [key, rank, token, this.lease, this.retention];
    try {
      const claim = readClaim(await this.#ask(this.#sql.claim, values), rank, token);
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

  /** @internal Claims several keys in one statement, each by the rules of `claim`. No key may be there twice. */
  async claimAll(calls: readonly ClaimCall[]): Promise<NewPayClaim[]> {
    const values = [...columns(calls, 'key', 'rank', 'token'), this.lease, this.retention];
    const rows = rowsByKey(await this.#ask(this.#sql.claimAll, values));
    this.#expiredRows.purgeIfDue();
    return calls.map(({ key, rank, token }) => readClaim(rows(key), rank, token));
  }

  /** @internal */
  async findAll(calls: readonly FindCall[]): Promise<(NewPayHandled | undefined)[]> {
    const rows = rowsByKey(await this.#ask(this.#sql.findAll, columns(calls, 'key')));
    return calls.map(({ key }) => readHandled(rows(key)));
  }

  /** @internal */
  async completeAs({ key, rank, token, reference, orderAmt }: CompleteCall): Promise<boolean> {
    const values = [key, rank, token, this.retention, reference, orderAmt ?? null];
    return readHeld('complete', await this.#ask(this.#sql.complete, values));
  }

  /** @internal Completes several keys in one statement. No key may be there twice. */
  async completeAll(calls: readonly CompleteCall[]): Promise<boolean[]> {
    const given = columns(calls, 'key', 'rank', 'token', 'reference', 'orderAmt');
    const rows = rowsByKey(await this.#ask(this.#sql.completeAll, [...given, this.retention]));
    return calls.map(({ key }) => readHeld('complete', rows(key)));
  }

  /** @internal */
  async markOne(call: MarkCall): Promise<MarkAnswer> {
    try {
      return readMark(await this.#mark([call]));
    } catch (error) {
      // Others have won at every attempt.
      if (isConflict(error)) {
        return { outcome: 'busy' };
      }
      throw error;
    }
  }

  /** @internal Sets several marks in one statement. No key may be there twice. */
  async markAll(calls: readonly MarkCall[]): Promise<MarkAnswer[]> {
    const rows = rowsByKey(await this.#mark(calls));
    return calls.map(({ key }) => readMark(rows(key)));
  }

  #mark(calls: readonly MarkCall[]): Promise<readonly Row[]> {
    const fields = ['key', 'rank', 'reference', 'orderAmt', 'beforeKey', 'beforeRank'] as const;
    return this.#ask(this.#sql.markAll, [...columns(calls, ...fields), this.retention]);
  }

  /** Runs a single statement outside of any transaction of the app. */
  #ask(text: string, values: unknown[]): Promise<readonly Row[]> {
    return withTableAdvice(() => retryConflicts(() => rowsOf(this.#prepared, text, values)));
  }
}

function readHeld(command: string, rows: readonly Row[]): boolean {
  return readOutcome(command, rows, 'held', 'lost') === 'held';
}
