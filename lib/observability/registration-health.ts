import { Inject, Injectable } from '@nestjs/common';
import { NEWPAY_OPTIONS } from '../newpay.constants.js';
import type { ResolvedNewPayOptions } from '../options/resolve-options.js';
import { withinTime } from '../store/within-time.js';

/** How a registration is: what a health check wants to know. */
@Injectable()
export class RegistrationHealth {
  /** When a callback of NewPay's was last verified. */
  lastCallbackAt: Date | undefined;
  /** When NewPay last answered a call, with yes or with no. */
  lastAnswerAt: Date | undefined;

  constructor(@Inject(NEWPAY_OPTIONS) private readonly options: ResolvedNewPayOptions) {}

  /** How many of NewPay's keys are loaded. */
  get platformKeys(): number {
    return this.options.platformKeys.size;
  }

  /**
   * Does with a subject of its own what a callback would do, and takes it back.
   *
   * @throws when the store does not answer in time, or not at all
   */
  async reachStore(probe: string): Promise<void> {
    const { store } = this.options;
    const subject = `health:${probe}`;
    const claim = await withinTime(store.claim(subject, 1));
    if (claim.outcome === 'claimed') {
      await withinTime(store.release(subject, claim.token));
    }
  }
}
