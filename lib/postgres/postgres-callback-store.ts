import { randomUUID } from 'node:crypto';
import type { NewPayEventReference } from '../events/event-key.js';
import { outrankingNames, eventKeyOf } from '../events/event-key.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../store/callback-store.interface.js';
import { finishedText } from '../store/finished-text.js';
import { resolveTimes } from '../store/store-options.js';
import { ExpiredRows } from './expired-rows.js';
import { readClaim, readCount, readHandled, readOutcome } from './postgres-answers.js';
import { statementsFor, type PostgresStatements } from './postgres-schema.js';
import { requireQueryable, rowsOf, type NewPayQueryable, type Row } from './queryable.js';
import { retryConflicts } from './retry-conflicts.js';
import { isConflict } from './sql-state.js';
import { withTableAdvice } from './table-advice.js';

/** How {@link PostgresCallbackStore} remembers. */
export interface PostgresCallbackStoreOptions {
  /**
   * What the tables' names begin with, a schema before it or not: `newpay_` gives `newpay_callbacks`
   * and `newpay_effects`.
   * @default 'newpay_'
   */
  tablePrefix?: string;
  /**
   * How long a claim lasts without a renewal, in milliseconds. It is renewed while listeners run.
   * @default 30_000, or half of a `retention` that is shorter than a minute
   */
  lease?: number;
  /**
   * How long a handled state stays remembered, in milliseconds. What {@link PostgresCallbackStore.once}
   * has marked stays for good.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
}

/**
 * Remembers in PostgreSQL (10 or newer), for any number of instances. Takes the host's own pool and
 * never closes it. Leases are measured by the database's clock.
 *
 * @example
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL });
 * // Without listeners, a connection that is lost ends the process: while it is idle, and in use.
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
  readonly #sql: PostgresStatements;
  readonly #expiredRows: ExpiredRows;

  /**
   * @throws {TypeError} `tablePrefix` is not a plain lower-case name, `lease` or `retention` is not a
   * whole number above 0, or the client has no `query(text, values)`
   * @throws {RangeError} `lease` is not below `retention`
   */
  constructor(client: NewPayQueryable, options: PostgresCallbackStoreOptions = {}) {
    ({ lease: this.lease, retention: this.retention } = resolveTimes(options));
    this.#client = requireQueryable(client);
    const tablePrefix = options.tablePrefix ?? 'newpay_';
    this.#sql = statementsFor(tablePrefix);
    this.#expiredRows = new ExpiredRows(`${tablePrefix}callbacks`, async () =>
      readCount('purge', await this.#ask(this.#sql.purge, []), 'rows'),
    );
  }

  /**
   * Creates the tables, columns and index that do not exist, also in tables of 0.1.0. Instances may
   * call it at the same time.
   *
   * @throws {TypeError} the client does not pass the values on, or returns no rows
   */
  async createTables(): Promise<void> {
    await retryConflicts(() => this.#client.query(this.#sql.createTables, []));
    readOutcome('probe', await this.#ask(this.#sql.probe, ['ready']), 'ready');
  }

  async claim(key: string, rank: number): Promise<NewPayClaim> {
    const token = randomUUID();
    const values = [key, rank, token, this.lease, this.retention];
    try {
      const claim = readClaim(await this.#ask(this.#sql.claim, values), rank, token);
      this.#expiredRows.purgeNowAndThen();
      return claim;
    } catch (error) {
      // Another delivery of the same key has won every time.
      if (isConflict(error)) {
        return { outcome: 'busy' };
      }
      throw error;
    }
  }

  async find(key: string): Promise<NewPayHandled | undefined> {
    return readHandled(await this.#ask(this.#sql.find, [key]));
  }

  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    const values = [key, token, this.lease, this.retention, finishedText(finished)];
    const rows = await this.#ask(this.#sql.renew, values);
    return readOutcome('renew', rows, 'held', 'lost') === 'held';
  }

  async complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean> {
    const values = [key, rank, token, this.retention, reference, orderAmt ?? null];
    const rows = await this.#ask(this.#sql.complete, values);
    return readOutcome('complete', rows, 'held', 'lost') === 'held';
  }

  async release(key: string, token: string, finished?: readonly string[]): Promise<void> {
    const names = finished ? finishedText(finished) : '';
    readOutcome('release', await this.#ask(this.#sql.release, [key, token, names]), 'released');
  }

  /**
   * Does a listener's writes exactly once, whatever becomes of the process: the mark that they are
   * done is written in the same transaction, so that both are committed or neither.
   *
   * @param transaction the transaction that `work` writes in; see {@link NewPayQueryable}
   * @param event what is being handled
   * @param effect names this effect among the listeners of the event, such as `ship`
   * @param work writes through the same transaction; not run when the effect is done already, or
   * an event that outranks this one (`failed` after `paid`) has had an effect
   * @returns whether `work` was run
   * @throws {TypeError} `transaction` is none, but a pool, where the mark would stand even if `work`
   * failed; or it has no `query(text, values)`
   * @throws what the database or `work` throws. Above "read committed" that may be a serialization
   * failure (40001): the transaction is aborted then, so run all of it again.
   *
   * @example
   * await dataSource.transaction((manager) =>
   *   store.once(manager, event, 'ship', () => manager.update(Order, event.orderNo, { paid: true })),
   * );
   */
  async once(
    transaction: NewPayQueryable,
    event: NewPayEventReference,
    effect: string,
    work: () => unknown,
  ): Promise<boolean> {
    const client = requireQueryable(transaction);
    const mark = [eventKeyOf(event), event.name, effect];
    const values = [...mark, outrankingNames(event).join(',')];
    const marked = await withTableAdvice(() => rowsOf(client, this.#sql.once, values));
    if (readOutcome('once', marked, 'marked', 'done') === 'done') {
      return false;
    }
    await this.#requireTransaction(client, mark);
    await work();
    return true;
  }

  async #requireTransaction(client: NewPayQueryable, mark: unknown[]): Promise<void> {
    const answer = await rowsOf(client, this.#sql.isInTransaction, []);
    if (readOutcome('once', answer, 'transaction', 'no') === 'no') {
      await client.query(this.#sql.undoOnce, mark);
      throw new TypeError(
        'once() needs a transaction, not a pool: open one and pass its client or manager',
      );
    }
  }

  /** Runs a statement by itself, not in a transaction of the host's. */
  #ask(text: string, values: unknown[]): Promise<readonly Row[]> {
    return withTableAdvice(() => retryConflicts(() => rowsOf(this.#client, text, values)));
  }
}
