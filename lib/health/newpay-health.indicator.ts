import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { getRegistrationHealthToken } from '../observability/registration-health.token.js';
import type { RegistrationHealth } from '../observability/registration-health.js';

/** Which registration to look at. */
export interface NewPayHealthOptions {
  /** The name of the registration; left out for the unnamed one. */
  name?: string;
}

/**
 * Tells `@nestjs/terminus` how a registration is: `up` while its store answers, with the number of
 * platform keys loaded and the times of the last callback and of the last call that NewPay answered.
 * Asks nothing of NewPay: a health check must not depend on a stranger's.
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
    try {
      await health.reachStore(randomUUID());
      return indicator.up({ ...details, store: 'reachable' });
    } catch (error) {
      return indicator.down({ ...details, store: (error as Error).message });
    }
  }
}
