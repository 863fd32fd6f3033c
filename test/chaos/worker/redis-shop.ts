import { Redis } from 'ioredis';
import { OnNewPay, type NewPayFailedEvent, type NewPayPaidEvent } from 'nestjs-newpay';
import { RedisCallbackStore } from 'nestjs-newpay/redis';
import { redisUrl } from '../../support/services.js';
import { effectsKey, storePrefix } from '../backends/redis-backend.js';
import type { State } from '../callback.js';
import type { Effect, ListenerName } from '../effect.js';
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
    await (merchant === 'redis' && this.#do(orderNo, 'paid', 'ship'));
  }

  @OnNewPay('paid')
  async mail({ merchant, orderNo }: NewPayPaidEvent): Promise<void> {
    await (merchant === 'redis' && this.#do(orderNo, 'paid', 'mail'));
  }

  @OnNewPay('failed')
  async keep({ merchant, orderNo }: NewPayFailedEvent): Promise<void> {
    await (merchant === 'redis' && this.#do(orderNo, 'failed', 'ship'));
  }

  @OnNewPay('failed')
  async tell({ merchant, orderNo }: NewPayFailedEvent): Promise<void> {
    await (merchant === 'redis' && this.#do(orderNo, 'failed', 'mail'));
  }

  async #do(orderNo: string, state: State, listener: ListenerName): Promise<void> {
    await this.#mishaps.linger();
    this.#mishaps.perhapsFail('before');
    const { id: worker, run } = this.settings;
    const effect: Effect = { orderNo, state, listener, isOnce: false, worker, at: Date.now() };
    // A kill from here on leaves the effect without its record. A fault would do the same, so that there
    // is none: what is done twice must be the kills' doing.
    await this.redis.rpush(effectsKey(run), JSON.stringify(effect));
  }
}

export function openRedisShop(settings: WorkerSettings): Shop {
  const redis = new Redis(redisUrl);
  const storeClient = new Redis(settings.storeRedisUrl, { retryStrategy: () => 100 });
  // It comes back by itself.
  storeClient.on('error', () => undefined);
  const store = new RedisCallbackStore(storeClient, {
    prefix: storePrefix(settings.run),
    lease: LEASE,
    retention: RETENTION,
  });
  return { store, listener: new RedisListener(redis, settings) };
}
