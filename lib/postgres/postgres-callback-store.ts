import { randomUUID } from 'node:crypto';
import type { NewPayAnyEvent } from '../events/event-names.js';
import { outrankingNames, subjectOf } from '../events/event-subject.js';
import type { NewPayCallbackStore, NewPayClaim } from '../store/callback-store.interface.js';
import { DEFAULT_LEASE, DEFAULT_RETENTION } from '../store/store-defaults.js';
import { statementsFor, type PostgresStatements } from './postgres-schema.js';
import { rowsOf, type NewPayQueryable } from './queryable.js';

/** SQLSTATE: could not serialize access due to concurrent update. */
const SERIALIZATION_FAILURE = '40001';

/** How often expired rows are deleted, in milliseconds. */
const PURGE_INTERVAL = 60 * 60 * 1000;

/** How {@link PostgresCallbackStore} remembers. */
export interface PostgresCallbackStoreOptions {
  /**
   * What the tables' names begin with, a schema before it or not: `newpay_` gives `newpay_callbacks`
   * and `newpay_effects`.
   * @default 'newpay_'
   */
  tablePrefix?: string;
  /**
   * How long a claim lasts that is neither completed nor released, in milliseconds.
   * @default 240_000 (4 minutes)
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
 * const store = new PostgresCallbackStore(pool);
 * await store.createTables();
 *
 * @publicApi
 */
export class PostgresCallbackStore implements NewPayCallbackStore {
  readonly retention: number;
  readonly #client: NewPayQueryable;
  readonly #sql: PostgresStatements;
  readonly #lease: number;
  #purgedAt = 0;

  /** @throws {TypeError} `tablePrefix` is not a plain lower-case name */
  constructor(client: NewPayQueryable, options: PostgresCallbackStoreOptions = {}) {
    this.#client = client;
    this.#sql = statementsFor(options.tablePrefix ?? 'newpay_');
    this.#lease = options.lease ?? DEFAULT_LEASE;
    this.retention = options.retention ?? DEFAULT_RETENTION;
  }

  /** Creates the tables where they do not exist. Instances may call it at the same time. */
  async createTables(): Promise<void> {
    await this.#client.query(this.#sql.createTables, []);
  }

  async claim(subject: string, rank: number): Promise<NewPayClaim> {
    this.#purgeNowAndThen();
    const token = randomUUID();
    const values = [subject, rank, token, this.#lease, this.retention];
    try {
      const [claimed] = await rowsOf(this.#client, this.#sql.claim, values);
      return claimed ? { outcome: 'claimed', token } : await this.#refused(subject, rank);
    } catch (error) {
      // Above "read committed" the database refuses the loser of two concurrent claims.
      if ((error as { code?: unknown }).code === SERIALIZATION_FAILURE) {
        return { outcome: 'busy' };
      }
      throw error;
    }
  }

  async complete(
    subject: string,
    rank: number,
    token: string,
    reference: string,
  ): Promise<boolean> {
    const values = [subject, rank, token, this.retention, reference];
    return (await rowsOf(this.#client, this.#sql.complete, values)).length === 1;
  }

  async release(subject: string, token: string): Promise<void> {
    await this.#client.query(this.#sql.release, [subject, token]);
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
   * failed
   *
   * @example
   * await dataSource.transaction((manager) =>
   *   store.once(manager, event, 'ship', () => manager.update(Order, event.orderNo, { paid: true })),
   * );
   */
  async once(
    transaction: NewPayQueryable,
    event: NewPayAnyEvent,
    effect: string,
    work: () => unknown,
  ): Promise<boolean> {
    const values = [subjectOf(event), event.name, effect];
    const outranking = outrankingNames(event).join(',');
    const marked = await rowsOf(transaction, this.#sql.once, [...values, outranking]);
    if (marked.length === 0) {
      return false;
    }
    await this.#requireTransaction(transaction, values);
    await work();
    return true;
  }

  async #refused(subject: string, rank: number): Promise<NewPayClaim> {
    const [found] = await rowsOf(this.#client, this.#sql.find, [subject]);
    const handled = Number(found?.['rank'] ?? 0);
    return handled >= rank
      ? { outcome: 'handled', rank: handled, reference: found?.['reference'] as string }
      : { outcome: 'busy' };
  }

  async #requireTransaction(transaction: NewPayQueryable, mark: unknown[]): Promise<void> {
    const [answer] = await rowsOf(transaction, this.#sql.isInTransaction, []);
    if (answer?.['yes'] !== true) {
      await transaction.query(this.#sql.undoOnce, mark);
      throw new TypeError(
        'once() needs a transaction, not a pool: open one and pass its client or manager',
      );
    }
  }

  #purgeNowAndThen(): void {
    if (Date.now() - this.#purgedAt >= PURGE_INTERVAL) {
      this.#purgedAt = Date.now();
      // Not awaited: a callback must neither wait for it nor fail with it.
      void this.#purge().catch(() => undefined);
    }
  }

  async #purge(): Promise<void> {
    await this.#client.query(this.#sql.purge, []);
  }
}
