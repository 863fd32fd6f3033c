import { randomUUID } from 'node:crypto';
import type { NewPayCallbackStore, NewPayClaim } from '../store/callback-store.interface.js';
import { DEFAULT_LEASE, DEFAULT_RETENTION } from '../store/store-defaults.js';
import { evaluatorOf, type Evaluate, type NewPayRedisClient } from './redis-client.js';
import { CLAIM, COMPLETE, RELEASE } from './redis-scripts.js';

/** How {@link RedisCallbackStore} remembers. */
export interface RedisCallbackStoreOptions {
  /**
   * What every key begins with.
   * @default 'newpay:'
   */
  prefix?: string;
  /**
   * How long a claim lasts that is neither completed nor released, in milliseconds.
   * @default 240_000 (4 minutes)
   */
  lease?: number;
  /**
   * How long a handled state stays remembered, in milliseconds.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
}

/**
 * Remembers in Redis (5 or newer), for any number of instances. Takes the host's own client and
 * never closes it. Each step is one script, so that it happens as a whole or not at all; leases are
 * measured by the clock of Redis, so that the instances' clocks may differ.
 *
 * A Redis that loses its memory loses what was handled: turn on its persistence.
 *
 * @example
 * store: new RedisCallbackStore(new Redis(process.env.REDIS_URL))
 *
 * @publicApi
 */
export class RedisCallbackStore implements NewPayCallbackStore {
  readonly retention: number;
  readonly #evaluate: Evaluate;
  readonly #prefix: string;
  readonly #lease: number;

  constructor(client: NewPayRedisClient, options: RedisCallbackStoreOptions = {}) {
    this.#evaluate = evaluatorOf(client);
    this.#prefix = options.prefix ?? 'newpay:';
    this.#lease = options.lease ?? DEFAULT_LEASE;
    this.retention = options.retention ?? DEFAULT_RETENTION;
  }

  async claim(subject: string, rank: number): Promise<NewPayClaim> {
    const token = randomUUID();
    const [outcome, handled, reference = ''] = (await this.#run(
      CLAIM,
      subject,
      rank,
      token,
      this.#lease,
      this.retention,
    )) as [string, string?, string?];
    switch (outcome) {
      case 'claimed':
        return { outcome, token };
      case 'busy':
        return { outcome };
      default:
        return { outcome: 'handled', rank: Number(handled), reference };
    }
  }

  async complete(
    subject: string,
    rank: number,
    token: string,
    reference: string,
  ): Promise<boolean> {
    const marked = await this.#run(COMPLETE, subject, rank, token, this.retention, reference);
    return Number(marked) === 1;
  }

  async release(subject: string, token: string): Promise<void> {
    await this.#run(RELEASE, subject, token);
  }

  #run(script: string, subject: string, ...args: (string | number)[]): Promise<unknown> {
    return this.#evaluate(script, this.#prefix + subject, args.map(String));
  }
}
