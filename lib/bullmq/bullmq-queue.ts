import type { Queue } from 'bullmq';
import type {
  NewPayJobHandler,
  NewPayQueue,
  NewPayQueueJob,
  NewPayQueueWorker,
} from '../queue/queue.interface.js';
import { RedisCallbackStore, type IoRedisLike } from '../redis/index.js';
import { KnownScripts } from '../redis/known-scripts.js';
import { ScriptBatch } from '../redis/script-batch.js';
import { loggerFor } from '../registration/registration-logger.js';
import { BullMqStore } from './bullmq-store.js';
import {
  resolveQueueOptions,
  type BullMqQueueOptions,
  type ResolvedQueueOptions,
} from './bullmq-queue-options.js';
import { EngineErrors } from './engine-errors.js';
import { JobEngine, type Reach } from './job-engine.js';
import { queueNameOf } from './job-names.js';
import { adviceOn } from './redis-advice.js';

/**
 * A queue of jobs in Redis, on BullMQ 5 or 6 (package `bullmq`; version 6 needs `ioredis` beside it). Each
 * registration has a queue of its own, unless the app passes its own `Queue`; dashboards for BullMQ
 * show and retry the jobs. Jobs that failed for the last time are kept until they are run again or
 * deleted.
 *
 * Redis must not lose jobs: set `appendonly yes` and `maxmemory-policy noeviction`. When the app starts, a warning
 * names a setting that differs.
 *
 * @example
 * NewPayModule.forRoot({
 *   …,
 *   queue: new BullMqQueue({ connection: { host: '127.0.0.1', port: 6379 } }),
 * });
 *
 * @publicApi
 */
export class BullMqQueue implements NewPayQueue {
  /** The store over the same Redis, which deduplicates events: the default of the module's option `store`. */
  readonly store: RedisCallbackStore;
  readonly #options: ResolvedQueueOptions;
  readonly #logger = loggerFor('BullMqQueue');
  readonly #errors = new EngineErrors(this.#logger);
  readonly #engines = new Map<string, JobEngine>();
  readonly #reach: Reach = { isAway: false };
  #hasAdvised = false;

  /**
   * @param options the options of the queue, or the app's own `Queue` of BullMQ
   * @throws {TypeError} an option is missing, invalid or unknown
   * @throws {RangeError} `lease` is below 1,000 ms
   */
  constructor(options: BullMqQueueOptions | Queue) {
    this.#options = resolveQueueOptions(options);
    this.store = this.#newStore();
  }

  /** Connects, and warns if Redis can lose jobs with its settings. */
  async open(): Promise<void> {
    const client = await this.#own().client();
    if (!this.#hasAdvised) {
      this.#hasAdvised = true;
      const info: unknown = await client.info().catch(() => undefined);
      adviceOn(info).forEach((advice) => this.#logger.warn(advice));
    }
  }

  /**
   * Stores jobs in one transaction of Redis.
   *
   * @param options without `db`: Redis takes no part in a transaction of a database
   * @throws {TypeError} with `db`, or when the jobs have several scopes
   */
  async add(
    jobs: readonly NewPayQueueJob[],
    { db }: { readonly db?: unknown } = {},
  ): Promise<void> {
    if (db !== undefined) {
      throw new TypeError(
        'BullMqQueue cannot store jobs in a transaction of a database: leave out "db", or use PgBossQueue',
      );
    }
    const [first] = jobs;
    if (!first) {
      return;
    }
    if (jobs.some(({ scope }) => scope !== first.scope)) {
      throw new TypeError('add() takes jobs of one scope: call it once for each scope');
    }
    await this.#engineOf(first.scope).add(jobs);
  }

  async work(scope: string, handler: NewPayJobHandler): Promise<NewPayQueueWorker> {
    return this.#engineOf(scope).work(scope, handler);
  }

  async failed(scope: string, limit: number): Promise<readonly NewPayQueueJob[]> {
    return this.#engineOf(scope).failed(scope, limit);
  }

  async unfinished(scope: string, group: string): Promise<readonly NewPayQueueJob[]> {
    return this.#engineOf(scope).unfinished(scope, group);
  }

  async retry(scope: string, ids: readonly string[]): Promise<readonly boolean[]> {
    return this.#engineOf(scope).retry(scope, ids);
  }

  /** Ends the connections that this queue has made. What the app passed in stays open. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#engines.values(), (engine) => engine.close()));
  }

  #engineOf(scope: string): JobEngine {
    return this.#engine(this.#options.queue?.name ?? queueNameOf(this.#options.name, scope));
  }

  /** For what belongs to no scope: the store. */
  #own(): JobEngine {
    return this.#engine(this.#options.queue?.name ?? this.#options.name);
  }

  #engine(name: string): JobEngine {
    let engine = this.#engines.get(name);
    if (!engine) {
      engine = new JobEngine(name, this.#options, this.#errors.report, this.#reach);
      this.#engines.set(name, engine);
    }
    return engine;
  }

  /** Over BullMQ's own client, which is connected at the first use. */
  #newStore(): RedisCallbackStore {
    const client = async (): Promise<IoRedisLike> =>
      (await this.#own().client()) as unknown as IoRedisLike;
    const { isCluster, store } = this.#options;
    // In a cluster, the keys of a script have to be on the same server.
    if (isCluster) {
      const redis: IoRedisLike = {
        call: async (command, ...args) => (await client()).call(command, ...args),
        eval: async (script, keys, ...args) => (await client()).eval(script, keys, ...args),
      };
      return new RedisCallbackStore(redis, store);
    }
    return new BullMqStore(new ScriptBatch(new KnownScripts(client).send), store);
  }
}
