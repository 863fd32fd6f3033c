import { randomUUID } from 'node:crypto';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../store/callback-store.interface.js';
import { STORE_ADVICE } from '../store/advising-store.interface.js';
import { finishedText } from '../store/finished-listeners-text.js';
import { requireKnownOptions } from '../user-code/known-options.js';
import { resolveTimes } from '../store/store-options.js';
import { evictionPolicyOf } from './eviction-policy.js';
import { readClaim, readFlag, readHandled, textOf } from './redis-replies.js';
import { evaluatorOf, type Evaluate, type NewPayRedisClient } from './redis-client.js';
import { CLAIM, COMPLETE, FIND, MEMORY_INFO, RELEASE, RENEW } from './lua-scripts.js';
import type { RedisWaitOptions } from './redis-wait-options.js';
import { ReplicatedScripts, type Written } from './wait-for-replicas.js';

/**
 * The options of {@link RedisCallbackStore}.
 *
 * @publicApi
 */
export interface RedisCallbackStoreOptions {
  /**
   * The prefix of all keys in Redis.
   * @default 'newpay:'
   */
  prefix?: string;
  /**
   * How long a claim lasts without renewal, in milliseconds. It is renewed while listeners run, so
   * it only limits how long an order stays claimed after a crash. Must be below `retention`.
   * @default 30_000 (30 seconds), or half of `retention` if that is shorter
   */
  lease?: number;
  /**
   * How long a handled state is kept, in milliseconds. Must be more than five minutes longer than
   * the option `replayWindow`.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * Waits for replicas after each claim and each completion, so that a failover to one of them
   * loses no record. If too few replicas confirm the write, the callback is answered 503 and NewPay
   * delivers it again.
   * @default undefined: a failover may lose the last writes, and repeated callbacks of that time
   * run the listeners again
   */
  wait?: RedisWaitOptions;
}

const OPTIONS: readonly (keyof RedisCallbackStoreOptions)[] = [
  'prefix',
  'lease',
  'retention',
  'wait',
];

/**
 * A callback store in Redis (5 or newer), shared by any number of instances. It uses the app's own
 * client and never closes it. Each operation is one atomic script. Leases are measured with the
 * clock of Redis, so the clocks of the instances may differ.
 *
 * If Redis loses its data, repeated callbacks run the listeners again: turn on persistence.
 *
 * @example
 * // ioredis
 * const redis = new Redis(process.env.REDIS_URL);
 * redis.on('error', (error) => logger.warn(error.message));
 * const store = new RedisCallbackStore(redis);
 *
 * @example
 * // redis: without an error listener, a lost connection ends the process
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
   * @param client a client of `ioredis` or `redis`, or one of their clusters
   * @throws {TypeError} an option is unknown, `lease`, `retention` or a number of `wait` is not a whole number above 0,
   * `prefix` is not a string, the client has no method `eval`, or `wait` is set and the client is not one
   * of `ioredis` or `redis`
   * @throws {RangeError} `lease` is not below `retention`, or `wait.timeout` is not below 5000
   */
  constructor(client: NewPayRedisClient, options: RedisCallbackStoreOptions = {}) {
    requireKnownOptions('RedisCallbackStore', options, OPTIONS);
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
      // The claim may have been made, and only this call has its token. Not awaited, because an
      // unreachable server would delay the error.
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

  /** @internal */
  async [STORE_ADVICE](): Promise<readonly string[]> {
    const policy = evictionPolicyOf(textOf(await this.#run(MEMORY_INFO, 'settings')));
    return policy === undefined
      ? []
      : [
          `Redis may remove what the store has recorded when its memory is full (maxmemory-policy is "${policy}"), and a ` +
            'payment that was handled would be published again. Set "maxmemory-policy noeviction".',
        ];
  }

  #run(script: string, key: string, ...args: (string | number)[]): Promise<unknown> {
    return this.#evaluate(script, this.#prefix + key, args.map(String));
  }
}

/** The write that replicas must confirm. For `handled` it is one that another instance has made. */
function writtenBy(claim: NewPayClaim): Written | undefined {
  if (claim.outcome === 'busy') {
    return undefined;
  }
  return claim.outcome === 'claimed' ? ['token', claim.token] : ['rank', String(claim.rank)];
}

function resolvePrefix(prefix: unknown): string {
  if (typeof prefix !== 'string') {
    throw new TypeError('prefix must be a string, such as "newpay:"');
  }
  return prefix;
}
