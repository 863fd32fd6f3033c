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
    const redis = new Redis(this.server.url);
    try {
      const metas = await redis.keys('bull:newpay-*:meta');
      const counts = await Promise.all(metas.map((meta) => this.#countsOf(meta)));
      return {
        unfinished: counts.reduce((sum, { unfinished }) => sum + unfinished, 0),
        failed: counts.reduce((sum, { failed }) => sum + failed, 0),
      };
    } finally {
      redis.disconnect();
    }
  }

  async clean(): Promise<void> {
    await this.server.stop();
  }

  async #countsOf(meta: string): Promise<Leftovers> {
    const name = meta.split(':').slice(1, -1).join(':');
    const queue = new Queue(name, { connection: { url: this.server.url } });
    const { failed = 0, completed: _, ...unfinished } = await queue.getJobCounts();
    await queue.close();
    return { failed, unfinished: Object.values(unfinished).reduce((sum, n) => sum + n, 0) };
  }
}
