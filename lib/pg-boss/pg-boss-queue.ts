import { messageOf } from '../errors/error-message.js';
import type { PostgresCallbackStore } from '../postgres/index.js';
import type {
  NewPayJobHandler,
  NewPayQueue,
  NewPayQueueJob,
  NewPayQueueWorker,
} from '../queue/queue.interface.js';
import { findStoredJob, storedJob } from '../queue/stored-job.js';
import { loggerFor } from '../registration/registration-logger.js';
import { retryConflicts } from '../store/sql/retry-conflicts.js';
import { jsonOf } from './fetched-job.js';
import { queueNameOf, uuidOf } from './job-names.js';
import { statementsFor, type JobStatements } from './job-statements.js';
import {
  isVersion10,
  requirePgBoss,
  type NewPayPgBoss,
  type NewPayPgBossDb,
} from './pg-boss.interface.js';
import {
  resolveQueueOptions,
  type PgBossQueueOptions,
  type ResolvedQueueOptions,
} from './pg-boss-queue-options.js';
import { adviceOn, COMMIT_SETTING } from './postgres-advice.js';
import { preparedClientOf } from './prepared-client.js';
import { PgBossStore } from './pg-boss-store.js';
import { PgBossWorker } from './pg-boss-worker.js';
import { executedRows, transactionOf } from './transaction.js';

/** Until when a job is kept that nobody fetches: pg-boss removes it after two weeks otherwise. */
const KEPT_YEARS = 10;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * A queue of jobs in PostgreSQL, on `pg-boss` (version 10, 11 or 12; 11 and 12 need Node 22). The
 * `PgBoss` is the app's: the app starts it before it gives it to this package, and stops it. Each
 * registration has a queue of its own, whose jobs are seen and retried with pg-boss's own functions.
 *
 * Jobs that failed for the last time are kept until they are run again or deleted. A job of a process
 * that died is run again by pg-boss's maintenance (`supervise` of `PgBoss`).
 *
 * @example
 * const boss = new PgBoss(process.env.DATABASE_URL);
 * await boss.start();
 * NewPayModule.forRoot({ …, queue: new PgBossQueue(boss) });
 *
 * @publicApi
 */
export class PgBossQueue implements NewPayQueue {
  /** The store over the same database, which deduplicates events: the default of the module's option `store`. */
  readonly store: PostgresCallbackStore;
  readonly #boss: NewPayPgBoss;
  readonly #options: ResolvedQueueOptions;
  readonly #sql: JobStatements;
  readonly #logger = loggerFor('PgBossQueue');
  readonly #workers = new Map<string, Set<PgBossWorker>>();
  #hasAdvised = false;
  /** The queues that exist in pg-boss, by name. */
  readonly #created = new Map<string, Promise<unknown>>();

  /**
   * @param boss the app's `PgBoss`, started
   * @throws {TypeError} it is no PgBoss of version 10 or later, or an option is invalid or unknown
   * @throws {RangeError} `lease` is below 3,000 ms
   */
  constructor(boss: NewPayPgBoss, options: PgBossQueueOptions = {}) {
    this.#boss = requirePgBoss(boss);
    this.#options = resolveQueueOptions(options);
    this.#sql = statementsFor(this.#options.schema);
    this.store = new PgBossStore(
      { query: (text: string, values: unknown[] = []) => this.#ask(text, values) },
      this.#options.store,
    );
  }

  /**
   * Checks pg-boss and its table of jobs, creates the tables of `store`, and warns if PostgreSQL can lose jobs with
   * its settings.
   */
  async open(): Promise<void> {
    // Without a listener, an error of pg-boss, such as a lost connection, would end the process.
    if (this.#boss.listenerCount('error') === 0) {
      this.#boss.on('error', (error) => this.#logger.error(`pg-boss: ${messageOf(error)}`));
    }
    await this.#execute(this.#sql.probe, []);
    await this.store.createTables();
    if (!this.#hasAdvised) {
      this.#hasAdvised = true;
      await this.#advise();
    }
  }

  /** Never rejects: a database that does not tell its settings can be used. */
  async #advise(): Promise<void> {
    const { rows } = await this.#execute(COMMIT_SETTING, []).catch(() => ({ rows: [] }));
    const advice = adviceOn(rows);
    if (advice !== undefined) {
      this.#logger.warn(advice);
    }
  }

  /**
   * Stores jobs in one statement.
   *
   * @param options `db`: the transaction of the app. What pg-boss takes (`{ executeSql }`), a client of
   * `pg`, or an `EntityManager` of TypeORM. The jobs are committed or rolled back with it.
   * @throws {TypeError} `db` has neither `executeSql(text, values)` nor `query(text, values)`, or the
   * jobs have several scopes
   */
  async add(
    jobs: readonly NewPayQueueJob[],
    { db }: { readonly db?: unknown } = {},
  ): Promise<void> {
    const [first] = jobs;
    if (!first) {
      return;
    }
    if (jobs.some(({ scope }) => scope !== first.scope)) {
      throw new TypeError('add() takes jobs of one scope: call it once for each scope');
    }
    const name = await this.#nameOf(first.scope);
    if (db !== undefined) {
      return this.#insert(name, jobs, transactionOf(db));
    }
    await this.#insert(name, jobs, { executeSql: this.#execute });
    if (jobs.some(({ delay = 0 }) => delay === 0)) {
      this.#wake(name);
    }
  }

  async work(scope: string, handler: NewPayJobHandler): Promise<NewPayQueueWorker> {
    const name = await this.#nameOf(scope);
    const { concurrency, pollingInterval, lease } = this.#options;
    const worker = new PgBossWorker({
      boss: this.#boss,
      sql: this.#sql,
      execute: this.#execute,
      name,
      handler,
      concurrency,
      pollingInterval,
      lease,
      logger: this.#logger,
    });
    const workers = this.#workers.get(name) ?? new Set();
    this.#workers.set(name, workers.add(worker));
    return {
      close: async (timeout) => {
        workers.delete(worker);
        await worker.close(timeout);
      },
    };
  }

  async failed(scope: string, limit: number): Promise<readonly NewPayQueueJob[]> {
    const name = await this.#nameOf(scope);
    return jobsOf(await this.#execute(this.#sql.failed, [name, limit]));
  }

  async unfinished(scope: string, group: string): Promise<readonly NewPayQueueJob[]> {
    const name = await this.#nameOf(scope);
    return jobsOf(await this.#execute(this.#sql.unfinished, [name, group]));
  }

  async retry(scope: string, ids: readonly string[]): Promise<readonly boolean[]> {
    const name = await this.#nameOf(scope);
    const { rows } = await this.#execute(this.#sql.retry, [name, ids.map(uuidOf)]);
    const found = new Set(rows.map((row) => (Object(row) as { id?: unknown }).id));
    this.#wake(name);
    return ids.map((id) => found.has(uuidOf(id)));
  }

  /** Closes nothing: the `PgBoss` is the app's. */
  async close(): Promise<void> {
    this.#created.clear();
  }

  /** The name of the queue of a scope, which exists when this resolves. */
  async #nameOf(scope: string): Promise<string> {
    const name = queueNameOf(this.#options.name, scope);
    let created = this.#created.get(name);
    if (!created) {
      // Version 10 makes a partition, which can deadlock with whatever else happens to the table.
      created = retryConflicts(() => this.#boss.createQueue(name));
      this.#created.set(name, created);
      // Tried again after a failure.
      created.catch(() => this.#created.delete(name));
    }
    await created;
    return name;
  }

  async #insert(name: string, jobs: readonly NewPayQueueJob[], db: NewPayPgBossDb): Promise<void> {
    let inserted = 0;
    const counting: NewPayPgBossDb = {
      executeSql: async (text, values) => {
        const result = await db.executeSql(text, values);
        inserted += countOf(result);
        return result;
      },
    };
    // Version 12 refuses a call that has a job twice.
    const unique = new Map(jobs.map((job) => [job.id, job]));
    const rows = Array.from(unique.values(), (job) => this.#rowOf(name, job));
    const given = isVersion10(this.#boss)
      ? [rows, { db: counting }]
      : [name, rows, { db: counting }];
    await this.#boss.insert(...(given as never[]));
    // pg-boss passes over jobs that it knows, and also over all jobs of a queue that does not exist.
    if (inserted < rows.length) {
      await this.#requireStored(name, jobs, db);
    }
  }

  async #requireStored(
    name: string,
    jobs: readonly NewPayQueueJob[],
    db: NewPayPgBossDb,
  ): Promise<void> {
    const ids = [...new Set(jobs.map(({ id }) => uuidOf(id)))];
    const { rows } = await db.executeSql(this.#sql.count, [name, ids]);
    const count = Number((Object(rows[0]) as { count?: unknown }).count);
    if (count !== ids.length) {
      this.#created.delete(name);
      throw new Error(
        `pg-boss has stored ${count} of ${ids.length} jobs: does its queue "${name}" exist?`,
      );
    }
  }

  #rowOf(name: string, job: NewPayQueueJob): object {
    return {
      id: uuidOf(job.id),
      name,
      data: storedJob(job),
      ...(job.delay === undefined || job.delay === 0
        ? {}
        : // An interval in seconds: the clock is that of the database.
          { startAfter: String(job.delay / 1000) }),
      retryLimit: job.attempts - 1,
      retryDelay: Math.ceil(job.backoff / 1000),
      retryBackoff: false,
      expireInSeconds: Math.ceil(this.#options.lease / 1000),
      // Version 10 reads the first one, the later ones read the second.
      keepUntil: new Date(Date.now() + KEPT_YEARS * YEAR_SECONDS * 1000).toISOString(),
      retentionSeconds: KEPT_YEARS * YEAR_SECONDS,
    };
  }

  readonly #execute = async (text: string, values: unknown[]): Promise<{ rows: unknown[] }> =>
    retryConflicts(async () =>
      executedRows(await (this.#boss.getDb() as NewPayPgBossDb).executeSql(text, values)),
    );

  /** For the store, which sends the same few statements for each job. */
  #ask(text: string, values: unknown[]): Promise<unknown> {
    const prepared = preparedClientOf(this.#boss.getDb());
    return prepared ? prepared.query(text, values) : this.#execute(text, values);
  }

  #wake(name: string): void {
    for (const worker of this.#workers.get(name) ?? []) {
      worker.wake();
    }
  }
}

function jobsOf({ rows }: { rows: unknown[] }): NewPayQueueJob[] {
  return rows.flatMap(
    (row) => findStoredJob(jsonOf((Object(row) as { data?: unknown }).data)) ?? [],
  );
}

/** `pg` says how many rows a statement has changed; `-1` where it is not known. */
function countOf(result: unknown): number {
  const { rowCount } = Object(result) as { rowCount?: unknown };
  return typeof rowCount === 'number' ? rowCount : 0;
}
