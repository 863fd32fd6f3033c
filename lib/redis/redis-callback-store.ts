import { randomUUID } from 'node:crypto';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../store/callback-store.interface.js';
import { finishedText } from '../store/finished-text.js';
import { resolveTimes } from '../store/store-options.js';
import { readClaim, readFlag, readHandled } from './redis-answers.js';
import { evaluatorOf, type Evaluate, type NewPayRedisClient } from './redis-client.js';
import { CLAIM, COMPLETE, FIND, RELEASE, RENEW } from './redis-scripts.js';
import type { RedisWaitOptions } from './redis-wait-options.js';
import { ReplicatedScripts, type Written } from './replicated-scripts.js';

/** How {@link RedisCallbackStore} remembers. */
export interface RedisCallbackStoreOptions {
  /**
   * What every key begins with.
   * @default 'newpay:'
   */
  prefix?: string;
  /**
   * How long a claim lasts without a renewal, in milliseconds. It is renewed while listeners run.
   * @default 30_000, or half of a `retention` that is shorter than a minute
   */
  lease?: number;
  /**
   * How long a handled state stays remembered, in milliseconds.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * Waits for replicas after each claim and each completion, so that a failover to one of them loses
   * none: a callback that too few of them have is answered 503, and NewPay delivers it again.
   * @default undefined: a failover may lose the last moments, whose callbacks then count as new
   */
  wait?: RedisWaitOptions;
}

/**
 * Remembers in Redis (5 or newer), for any number of instances. Takes the host's own client and
 * never closes it. Each step is one script, so that it happens as a whole or not at all; leases are
 * measured by the clock of Redis, so that the instances' clocks may differ.
 *
 * A Redis that loses its memory loses what was handled: turn on its persistence.
 *
 * @example
 * // ioredis
 * const redis = new Redis(process.env.REDIS_URL);
 * redis.on('error', (error) => logger.warn(error.message));
 * const store = new RedisCallbackStore(redis);
 *
 * @example
 * // redis: without a listener, a connection that is lost ends the process
 * const client = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true });
 * client.on('error', (error) => logger.warn(error.message));
 * await client.connect();
 * const store = new RedisCallbackStore(client);
 *
 * @publicApi
 */
export class RedisCallbackStore implements NewPayCallbackStore {
  readonly lease: number;
  readonly retention: number;
  readonly #evaluate: Evaluate;
  readonly #prefix: string;
  readonly #replicated: ReplicatedScripts | undefined;

  /**
   * @throws {TypeError} `lease`, `retention` or a number of `wait` is not a whole number above 0, or
   * `prefix` is no text
   * @throws {RangeError} `lease` is not below `retention`, or `wait.timeout` is not below 5000
   */
  constructor(client: NewPayRedisClient, options: RedisCallbackStoreOptions = {}) {
    ({ lease: this.lease, retention: this.retention } = resolveTimes(options));
    this.#evaluate = evaluatorOf(client);
    this.#prefix = resolvePrefix(options.prefix ?? 'newpay:');
    this.#replicated = options.wait && new ReplicatedScripts(client, options.wait);
  }

  async claim(key: string, rank: number): Promise<NewPayClaim> {
    const token = randomUUID();
    const args = [rank, token, this.lease, this.retention, this.#replicated ? '1' : ''];
    const read = (answer: unknown) => readClaim(answer, rank, token);
    try {
      return await (this.#replicated
        ? this.#replicated.run(CLAIM, this.#prefix + key, args.map(String), (answer) => {
            const claim = read(answer);
            return [claim, writtenBy(claim)];
          })
        : this.#run(CLAIM, key, ...args).then(read));
    } catch (error) {
      // It may have been taken all the same, and nobody else knows the token. Not awaited: a server
      // that is away would keep the error back.
      void this.release(key, token).catch(() => undefined);
      throw error;
    }
  }

  async find(key: string): Promise<NewPayHandled | undefined> {
    if (!this.#replicated) {
      return readHandled(await this.#run(FIND, key, ''));
    }
    return this.#replicated.run(FIND, this.#prefix + key, ['1'], (answer) => {
      const handled = readHandled(answer);
      return [handled, handled && ['rank', String(handled.rank)]];
    });
  }

  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    const names = finishedText(finished);
    const answer = await this.#run(RENEW, key, token, this.lease, this.retention, names);
    return readFlag('renew', answer);
  }

  async complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt = '',
  ): Promise<boolean> {
    const args = [rank, token, this.retention, reference, orderAmt];
    if (!this.#replicated) {
      return readFlag('complete', await this.#run(COMPLETE, key, ...args));
    }
    return this.#replicated.run(COMPLETE, this.#prefix + key, args.map(String), (answer) =>
      readFlag('complete', answer) ? [true, ['done', token]] : [false],
    );
  }

  async release(key: string, token: string, finished?: readonly string[]): Promise<void> {
    const names = finished ? finishedText(finished) : '';
    readFlag('release', await this.#run(RELEASE, key, token, names));
  }

  #run(script: string, key: string, ...args: (string | number)[]): Promise<unknown> {
    return this.#evaluate(script, this.#prefix + key, args.map(String));
  }
}

/** What has to reach the replicas: also what was handled, which another one may have marked. */
function writtenBy(claim: NewPayClaim): Written | undefined {
  if (claim.outcome === 'busy') {
    return undefined;
  }
  return claim.outcome === 'claimed' ? ['token', claim.token] : ['rank', String(claim.rank)];
}

function resolvePrefix(prefix: unknown): string {
  if (typeof prefix !== 'string') {
    throw new TypeError('prefix must be text, such as "newpay:"');
  }
  return prefix;
}
