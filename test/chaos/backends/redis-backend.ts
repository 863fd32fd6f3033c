import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { OwnRedis } from '../../support/own-redis.js';
import { redisUrl } from '../../support/services.js';
import type { Effect } from '../effect.js';
import type { OutageKind } from '../plan.js';
import { AWAY } from '../settings.js';
import type { Outage } from '../verdict.js';
import type { Backend } from './backend.interface.js';

/** The list that the listeners of a run append their effects to. */
export const effectsKey = (run: string): string => `${storePrefix(run)}effects`;

export const storePrefix = (run: string): string => `${run}:`;

/** Redis: an effect and its record are two steps, and a kill may fall between them. */
export class RedisBackend implements Backend {
  readonly name = 'redis';
  readonly title = 'Redis';
  readonly outages: Outage[] = [];
  readonly #client = new Redis(redisUrl, { lazyConnect: true });

  /**
   * @param server stores the callbacks; effects are stored in another Redis, so that none is lost
   */
  constructor(
    private readonly run: string,
    private readonly server: OwnRedis,
  ) {}

  async prepare(): Promise<void> {
    await this.#client.connect();
  }

  async effects(): Promise<Effect[]> {
    const records = await this.#client.lrange(effectsKey(this.run), 0, -1);
    return records.map((record) => JSON.parse(record) as Effect);
  }

  /** Restarts Redis with or without its data. */
  async strike(kind: OutageKind): Promise<void> {
    if (kind === 'connections') {
      return;
    }
    const from = Date.now();
    await (kind === 'loss' ? this.server.killAndForget() : this.server.kill());
    await setTimeout(AWAY.for);
    await this.server.run();
    this.outages.push({ from, to: Date.now() + AWAY.noticed, isLoss: kind === 'loss' });
  }

  async clean(): Promise<void> {
    const keys = this.#client.scanStream({ match: `${storePrefix(this.run)}*`, count: 1000 });
    for await (const found of keys as AsyncIterable<string[]>) {
      if (found.length > 0) {
        await this.#client.unlink(found);
      }
    }
    this.#client.disconnect();
    await this.server.stop();
  }
}
