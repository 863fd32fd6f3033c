import { Redis } from 'ioredis';
import { redisUrl } from '../../support/services.js';
import type { Effect } from '../effect.js';
import type { Backend } from './backend.interface.js';

/** The list that the listeners of a run append their effects to. */
export const effectsKey = (run: string): string => `${storePrefix(run)}effects`;

export const storePrefix = (run: string): string => `${run}:`;

/** Redis: an effect and its mark are two steps, and a kill may fall between them. */
export class RedisBackend implements Backend {
  readonly name = 'redis';
  readonly title = 'Redis';
  readonly isExactlyOnce = false;
  readonly #client = new Redis(redisUrl, { lazyConnect: true });

  constructor(private readonly run: string) {}

  async prepare(): Promise<void> {
    await this.#client.connect();
  }

  async effects(): Promise<Effect[]> {
    const records = await this.#client.lrange(effectsKey(this.run), 0, -1);
    return records.map((record) => JSON.parse(record) as Effect);
  }

  async clean(): Promise<void> {
    const keys = this.#client.scanStream({ match: `${storePrefix(this.run)}*`, count: 1000 });
    for await (const found of keys as AsyncIterable<string[]>) {
      if (found.length > 0) {
        await this.#client.unlink(found);
      }
    }
    this.#client.disconnect();
  }
}
