import { setTimeout } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { OwnRedis } from '../../../support/own-redis.js';
import type { OutageKind } from '../../plan.js';
import { AWAY } from '../../settings.js';
import type { Outage } from '../../verdict.js';
import type { Engine, Leftovers } from './engine.interface.js';

/** BullMQ on a Redis of its own, which keeps an append-only file. */
export class BullMqEngine implements Engine {
  readonly name = 'bullmq';
  readonly title = 'BullMQ';
  readonly outages: Outage[] = [];

  constructor(private readonly server: OwnRedis) {}

  async prepare(): Promise<void> {
    // The server is empty.
  }

  /** Kills Redis, and starts it again with what its file has. */
  async strike(kind: OutageKind): Promise<void> {
    if (kind !== 'restart') {
      return;
    }
    const from = Date.now();
    await this.server.kill();
    await setTimeout(AWAY.for);
    await this.server.run();
    this.outages.push({ from, to: Date.now() + AWAY.noticed, isLoss: false });
  }

  async leftovers(): Promise<Leftovers> {
    const counts = await this.#ofEachQueue(async (queue) => {
      const { failed = 0, completed: _, ...unfinished } = await queue.getJobCounts();
      return { failed, unfinished: Object.values(unfinished).reduce((sum, n) => sum + n, 0) };
    });
    return {
      unfinished: counts.reduce((sum, { unfinished }) => sum + unfinished, 0),
      failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    };
  }

  async unfinished(): Promise<string[]> {
    const jobs = await this.#ofEachQueue((queue) =>
      queue.getJobs(['waiting', 'active', 'delayed', 'prioritized'], 0, 10),
    );
    return jobs
      .flat()
      .map(({ id, delay, attemptsMade, processedOn }) =>
        JSON.stringify({ id, delay, attemptsMade, processedOn, now: Date.now() }),
      );
  }

  async clean(): Promise<void> {
    await this.server.stop();
  }

  /** Each queue of this package that is in use. */
  async #ofEachQueue<T>(ask: (queue: Queue) => Promise<T>): Promise<T[]> {
    const redis = new Redis(this.server.url);
    try {
      const metas = await redis.keys('bull:newpay-*:meta');
      return await Promise.all(metas.map((meta) => this.#ofQueue(meta, ask)));
    } finally {
      redis.disconnect();
    }
  }

  async #ofQueue<T>(meta: string, ask: (queue: Queue) => Promise<T>): Promise<T> {
    const name = meta.split(':').slice(1, -1).join(':');
    const queue = new Queue(name, { connection: { url: this.server.url } });
    try {
      return await ask(queue);
    } finally {
      await queue.close();
    }
  }
}
