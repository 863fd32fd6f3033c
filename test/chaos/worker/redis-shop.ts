import { Redis } from 'ioredis';
import { OnNewPay, type NewPayFailedEvent, type NewPayPaidEvent } from 'nestjs-newpay';
import { RedisCallbackStore } from 'nestjs-newpay/redis';
import { redisUrl } from '../../support/services.js';
import { effectsKey, storePrefix } from '../backends/redis-backend.js';
import type { State } from '../callback.js';
import type { Effect } from '../effect.js';
import { LEASE, RETENTION } from '../settings.js';
import { Mishaps } from './mishaps.js';
import type { Shop } from './shop.interface.js';
import type { WorkerSettings } from './worker-settings.interface.js';

/** Does effects that no transaction ties to the store's mark. */
class RedisListener {
  readonly #mishaps: Mishaps;

  constructor(
    private readonly redis: Redis,
    private readonly settings: WorkerSettings,
  ) {
    this.#mishaps = new Mishaps(settings.seed, 'redis');
  }

  @OnNewPay('paid')
  async ship({ merchant, orderNo }: NewPayPaidEvent): Promise<void> {
    await (merchant === 'redis' && this.#do(orderNo, 'paid'));
  }

  @OnNewPay('failed')
  async tell({ merchant, orderNo }: NewPayFailedEvent): Promise<void> {
    await (merchant === 'redis' && this.#do(orderNo, 'failed'));
  }

  async #do(orderNo: string, state: State): Promise<void> {
    await this.#mishaps.linger();
    this.#mishaps.perhapsFail('before');
    const effect: Effect = { orderNo, state, worker: this.settings.id, at: Date.now() };
    await this.redis.rpush(effectsKey(this.settings.run), JSON.stringify(effect));
    // A kill from here on leaves the effect without its mark. A fault would do the same, so that
    // there is none: what is done twice must be the kills' doing.
    await this.#mishaps.linger();
  }
}

export function openRedisShop(settings: WorkerSettings): Shop {
  const redis = new Redis(redisUrl);
  const store = new RedisCallbackStore(redis, {
    prefix: storePrefix(settings.run),
    lease: LEASE,
    retention: RETENTION,
  });
  return { store, listener: new RedisListener(redis, settings) };
}
