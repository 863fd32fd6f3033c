import { Redis } from 'ioredis';
import { RedisCallbackStore } from 'nestjs-newpay/redis';
import { redisUrl } from '../../support/services.js';
import { effectsKey, storePrefix } from '../backends/redis-backend.js';
import type { Effect, ListenerName } from '../effect.js';
import { LEASE, RETENTION } from '../settings.js';
import { ListenerFaults } from './faults.js';
import { listenerOf, stateAfter, type Effects, type HeardEvent } from './listener.js';
import type { Shop } from './shop.interface.js';
import type { WorkerSettings } from './worker-settings.interface.js';

/** Writes effects without a transaction with the store. */
class RedisEffects implements Effects {
  readonly #faults: ListenerFaults;

  constructor(
    private readonly redis: Redis,
    private readonly settings: WorkerSettings,
  ) {
    this.#faults = new ListenerFaults(settings.seed, 'redis');
  }

  ship(event: HeardEvent): Promise<void> {
    return this.#do(event, 'ship');
  }

  mail(event: HeardEvent): Promise<void> {
    return this.#do(event, 'mail');
  }

  async #do(event: HeardEvent, listener: ListenerName): Promise<void> {
    await this.#faults.pause();
    this.#faults.failRandomly('before');
    const { id: worker, run } = this.settings;
    const { api, orderNo } = event;
    const order = { api, orderNo, state: stateAfter(event) };
    const effect: Effect = { ...order, listener, isOnce: false, worker, at: Date.now() };
    // A kill after this point leaves the effect without its record. No fault is injected here, so
    // that repeated effects are explained by kills only.
    await this.redis.rpush(effectsKey(run), JSON.stringify(effect));
  }
}

export function openRedisShop(settings: WorkerSettings): Shop {
  const redis = new Redis(redisUrl);
  const storeClient = new Redis(settings.storeRedisUrl, { retryStrategy: () => 100 });
  // The client reconnects by itself.
  storeClient.on('error', () => undefined);
  const store = new RedisCallbackStore(storeClient, {
    prefix: storePrefix(settings.run),
    lease: LEASE,
    retention: RETENTION,
  });
  return { store, listener: listenerOf('redis', new RedisEffects(redis, settings)) };
}
