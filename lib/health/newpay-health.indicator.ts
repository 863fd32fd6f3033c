import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import {
  getRegistrationHealthToken,
  type RegistrationHealth,
} from '../observability/registration-health.js';

/**
 * The registration that a health check is for.
 *
 * @publicApi
 */
export interface NewPayHealthOptions {
  /**
   * The name of the registration.
   * @default undefined: the unnamed registration
   */
  name?: string;
}

/**
 * A health indicator for `@nestjs/terminus`: `up` while the callback store works, `down` while it
 * is unreachable or answers incorrectly. The result has the number of platform keys and the times
 * of the last verified callback and of NewPay's last answer to a call. The reason of a failure is
 * in the log only, because a health endpoint may be public. NewPay itself is not called: its outage
 * must not take the app down.
 *
 * With a queue it is `down` while the queue is unreachable, and `degraded` while jobs have failed for
 * the last time: `deadLetters` counts them, up to 100. Terminus 11 has no `degraded`, and says `up`.
 *
 * @example
 * this.health.check([() => this.newPay.isHealthy('newpay')]);
 *
 * @publicApi
 */
@Injectable()
export class NewPayHealthIndicator {
  /** @internal Nest constructs it; its parameters may change in any version. */
  constructor(
    /** @internal */ private readonly indicators: HealthIndicatorService,
    /** @internal */ private readonly modules: ModuleRef,
  ) {}

  /**
   * Checks one registration.
   *
   * @param key the key of the result
   * @throws {UnknownElementException} there is no registration of this name
   */
  async isHealthy<Key extends string>(
    key: Key,
    { name }: NewPayHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const token = getRegistrationHealthToken(name);
    const health = this.modules.get<RegistrationHealth>(token, { strict: false });
    const indicator = this.indicators.check(key);
    const { platformKeys, lastCallbackAt, lastAnswerAt } = health;
    const details = {
      platformKeys,
      lastCallbackAt: lastCallbackAt?.toISOString() ?? null,
      lastAnswerAt: lastAnswerAt?.toISOString() ?? null,
    };
    const [store, queue] = await Promise.all([health.storeIsReachable(), health.queueState()]);
    const state = {
      ...details,
      store: store ? 'reachable' : 'unreachable',
      ...queue,
    };
    if (!store || queue?.queue === 'unreachable') {
      return indicator.down(state);
    }
    // Terminus 11 has no such status.
    return queue !== undefined && queue.deadLetters > 0 && 'degraded' in indicator
      ? indicator.degraded(state)
      : indicator.up(state);
  }
}
