import { wholeNumber } from '../store/store-options.js';
import type { PostgresCallbackStoreOptions } from '../postgres/index.js';

/**
 * The options of `PgBossQueue`.
 *
 * @publicApi
 */
export interface PgBossQueueOptions {
  /**
   * The first part of the names of pg-boss's queues: each registration has a queue of its own, such as
   * `newpay-default-<appId>-<hash>`. 1 to 40 letters, digits, `_` or `-`.
   * @default 'newpay'
   */
  name?: string;
  /**
   * The schema of pg-boss's tables, as in the options of `PgBoss`.
   * @default 'pgboss'
   */
  schema?: string;
  /**
   * How many jobs of a registration this process runs at the same time.
   * @default 10
   */
  concurrency?: number;
  /**
   * How often this process looks for jobs that other processes have stored, in milliseconds. Its own are
   * run at once.
   * @default 1_000
   */
  pollingInterval?: number;
  /**
   * How long a job counts as running after its process has died, in milliseconds, from 3,000. A living
   * process renews it. Then pg-boss's maintenance, every two minutes by default, has it run again.
   * @default 60_000
   */
  lease?: number;
  /**
   * The options of `store`, a `PostgresCallbackStore` over the same database. Its tables are created when
   * the app starts.
   * @default {}
   */
  store?: PostgresCallbackStoreOptions;
}

/** The options with their defaults. */
export type ResolvedQueueOptions = Required<PgBossQueueOptions>;

/** @throws {TypeError} an option is invalid or unknown */
export function resolveQueueOptions(given: PgBossQueueOptions): ResolvedQueueOptions {
  const {
    name = 'newpay',
    schema = 'pgboss',
    concurrency = 10,
    pollingInterval = 1_000,
    lease = 60_000,
    store = {},
    ...unknown
  } = given;
  const [unknownName] = Object.keys(unknown);
  if (unknownName !== undefined) {
    throw new TypeError(
      `PgBossQueue has no option "${unknownName}": the known ones are name, schema, concurrency, pollingInterval, lease, store`,
    );
  }
  if (typeof name !== 'string' || !/^[\w-]{1,40}$/.test(name)) {
    throw new TypeError('name must be 1 to 40 letters, digits, "_" or "-", such as "newpay"');
  }
  if (typeof schema !== 'string' || !/^[A-Za-z_]\w{0,49}$/.test(schema)) {
    throw new TypeError('schema must be the plain name of the schema of PgBoss, such as "pgboss"');
  }
  wholeNumber('concurrency', concurrency, 'a whole number above 0', 10);
  wholeNumber('pollingInterval', pollingInterval, 'a whole number of milliseconds above 0', 1_000);
  wholeNumber('lease', lease, 'a whole number of milliseconds above 0', 60_000);
  if (lease < 3_000) {
    throw new RangeError('lease must be 3,000 milliseconds or more: pg-boss counts seconds');
  }
  return { name, schema, concurrency, pollingInterval, lease, store };
}
