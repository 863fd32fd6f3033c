import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import {
  getRegistrationHealthToken,
  type RegistrationHealth,
} from '../observability/registration-health.js';

/** Which registration to look at. */
export interface NewPayHealthOptions {
  /** The name of the registration; left out for the unnamed one. */
  name?: string;
}

/**
 * Tells `@nestjs/terminus` how a registration is: `up` while its store answers, with the number of
 * platform keys loaded and the times of the last callback and of the last call that NewPay answered.
 * `down` while the store cannot be reached or answers nothing that it should: why is in the log, not in
 * the answer, which may be public. Asks nothing of NewPay: a health check must not depend on a stranger's.
 *
 * @example
 * this.health.check([() => this.newPay.isHealthy('newpay')]);
 *
 * @publicApi
 */
@Injectable()
export class NewPayHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly modules: ModuleRef,
  ) {}

  /** @throws when there is no such registration */
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
    return (await health.storeIsReachable())
      ? indicator.up({ ...details, store: 'reachable' })
      : indicator.down({ ...details, store: 'unreachable' });
  }
}
