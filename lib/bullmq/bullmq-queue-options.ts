import type { ConnectionOptions, Queue } from 'bullmq';
import type { RedisCallbackStoreOptions } from '../redis/index.js';
import { wholeNumber } from '../store/store-options.js';

/**
 * The options of `BullMqQueue`.
 *
 * @publicApi
 */
export interface BullMqQueueOptions {
  /**
   * How BullMQ connects to Redis: options of `ioredis` (`{ host, port }` or `{ url }`), a client of
   * `ioredis`, or a cluster of it. From options and clients of `ioredis` the queue makes connections of its
   * own. They reject at once while Redis cannot be reached, so a callback is answered 503 without a wait.
   * Clients that you pass are never closed. Required without `queue`.
   */
  connection?: ConnectionOptions;
  /**
   * The app's own `Queue` of BullMQ, in place of `connection`. All registrations use it, and it must
   * have no other jobs and no other workers. It is never closed.
   */
  queue?: Queue;
  /**
   * The first part of the names of BullMQ's queues: each registration has a queue of its own, such as
   * `newpay-default-<appId>-<hash>`. 1 to 40 letters, digits, `_` or `-`.
   * @default 'newpay'
   */
  name?: string;
  /**
   * The prefix of BullMQ's keys. With Redis Cluster it must have a hash tag.
   * @default 'bull'; '{bull}' for a cluster
   */
  prefix?: string;
  /**
   * How many jobs of a registration this process runs at the same time.
   * @default 10
   */
  concurrency?: number;
  /**
   * How long BullMQ keeps a job that is done, in milliseconds, so that the same job is not stored again.
   * After that `store` alone knows it. BullMQ counts in seconds, and removes them when another job is done.
   * @default 3_600_000 (1 hour)
   */
  retention?: number;
  /**
   * How long a job counts as running after its process has died, in milliseconds, from 1,000. A living
   * process renews it. Then another process runs the job again.
   * @default 30_000
   */
  lease?: number;
  /**
   * The options of `store`, a `RedisCallbackStore` over the same connection.
   * @default {}
   */
  store?: RedisCallbackStoreOptions;
}

/** The options with their defaults. */
export interface ResolvedQueueOptions {
  readonly connection: ConnectionOptions;
  /** Whether Redis is a cluster, whose keys are on several servers. */
  readonly isCluster: boolean;
  /** The app's own queue. */
  readonly queue: Queue | undefined;
  readonly name: string;
  readonly prefix: string;
  readonly concurrency: number;
  readonly retention: number;
  readonly lease: number;
  readonly store: RedisCallbackStoreOptions;
}

/**
 * @param given options, or the app's own `Queue`
 * @throws {TypeError} an option is missing, invalid or unknown
 * @throws {RangeError} `lease` is below 1,000 ms
 */
export function resolveQueueOptions(given: BullMqQueueOptions | Queue): ResolvedQueueOptions {
  const options: BullMqQueueOptions = isQueue(given)
    ? { queue: given }
    : (Object(given) as BullMqQueueOptions);
  const {
    connection,
    queue,
    name = 'newpay',
    prefix,
    concurrency = 10,
    retention = 3_600_000,
    lease = 30_000,
    store = {},
    ...unknown
  } = options;
  requireKnown(unknown);
  requireEngine(connection, queue);
  if (queue && (prefix !== undefined || options.name !== undefined)) {
    throw new TypeError('name and prefix are those of the Queue: leave them out beside "queue"');
  }
  if (typeof name !== 'string' || !/^[\w-]{1,40}$/.test(name)) {
    throw new TypeError('name must be 1 to 40 letters, digits, "_" or "-", such as "newpay"');
  }
  requireNoKeyPrefix(queue ? queue.opts.connection : connection);
  const isCluster = connectsToCluster(queue ? queue.opts.connection : connection);
  wholeNumber('concurrency', concurrency, 'a whole number above 0', 10);
  wholeNumber('retention', retention, 'a whole number of milliseconds above 0', 3_600_000);
  wholeNumber('lease', lease, 'a whole number of milliseconds above 0', 30_000);
  if (lease < 1_000) {
    throw new RangeError('lease must be 1,000 milliseconds or more, such as 30000');
  }
  return {
    connection: queue ? queue.opts.connection : (connection ?? {}),
    isCluster,
    queue,
    name,
    prefix: resolvePrefix(queue ? queue.opts.prefix : prefix, !queue && isCluster),
    concurrency,
    retention,
    lease,
    store,
  };
}

function requireKnown(unknown: object): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) {
    throw new TypeError(
      `BullMqQueue has no option "${name}": the known ones are connection, queue, name, prefix, concurrency, retention, lease, store`,
    );
  }
}

function requireEngine(connection: unknown, queue: unknown): void {
  if (queue !== undefined && !isQueue(queue)) {
    throw new TypeError('queue must be a Queue of BullMQ');
  }
  if ((queue === undefined) === (connection === undefined)) {
    throw new TypeError(
      'BullMqQueue needs connection, such as { host: "127.0.0.1", port: 6379 }, or the Queue of the app, and not both',
    );
  }
  if (connection !== undefined && (typeof connection !== 'object' || connection === null)) {
    throw new TypeError(
      'connection must be an object, such as { host: "127.0.0.1", port: 6379 } or { url: "redis://127.0.0.1:6379" }',
    );
  }
}

/** The scripts of BullMQ make keys of their own, which `ioredis` does not change: jobs would be lost. */
function requireNoKeyPrefix(connection: unknown): void {
  const { options, ...own } = Object(connection) as Readonly<Record<string, unknown>>;
  const { redisOptions, ...ofClient } = Object(options) as Readonly<Record<string, unknown>>;
  if ([own, ofClient, Object(redisOptions) as object].some(hasKeyPrefix)) {
    throw new TypeError(
      'connection must not have a keyPrefix, which BullMQ does not support: set "prefix" for the jobs, and "prefix" of "store" for the states of orders',
    );
  }
}

function hasKeyPrefix(settings: { readonly keyPrefix?: unknown }): boolean {
  return settings.keyPrefix !== undefined && settings.keyPrefix !== '';
}

function connectsToCluster(connection: unknown): boolean {
  return (Object(connection) as { isCluster?: unknown }).isCluster === true;
}

function resolvePrefix(prefix: unknown, isCluster: boolean): string {
  const resolved = prefix ?? (isCluster ? '{bull}' : 'bull');
  if (typeof resolved !== 'string' || resolved === '') {
    throw new TypeError('prefix must be a text, such as "bull"');
  }
  if (isCluster && !/\{[^}]+\}/.test(resolved)) {
    throw new TypeError('prefix needs a hash tag with Redis Cluster, such as "{bull}"');
  }
  return resolved;
}

function isQueue(value: unknown): value is Queue {
  const { addBulk, getJob, name } = Object(value) as Partial<Record<keyof Queue, unknown>>;
  return typeof addBulk === 'function' && typeof getJob === 'function' && typeof name === 'string';
}
