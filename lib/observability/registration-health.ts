import { Inject, Injectable, type InjectionToken, type Logger } from '@nestjs/common';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { HealthOptions } from '../options/resolved-options.interface.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { StrictCallbackStore } from '../store/strict-callback-store.js';
import { messageOf } from '../errors/message-of.js';

/** The rank that a callback of a payment would have. */
const RANK = 1;

/** How a registration is: what a health check wants to know. */
@Injectable()
export class RegistrationHealth {
  /** When a callback of NewPay's was last verified. */
  lastCallbackAt: Date | undefined;
  /** When NewPay last answered a call, with yes or with no. */
  lastAnswerAt: Date | undefined;
  readonly #logger: Logger;
  readonly #store: StrictCallbackStore;
  /** One for each registration, whatever the number of checks and instances: an outage leaves one key. */
  readonly #probe: string;
  #check: Promise<boolean> | undefined;
  #isReachable = true;

  constructor(
    @Inject(NEWPAY_OPTIONS) private readonly options: HealthOptions,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor(RegistrationHealth, registration);
    this.#store = new StrictCallbackStore(options.store);
    this.#probe = `health:${options.appId}:${registration.name ?? ''}`;
  }

  /** How many of NewPay's keys are loaded. */
  get platformKeys(): number {
    return this.options.verifier.size;
  }

  /**
   * Whether the store can be used, found out by doing what a callback would do. Why it cannot is in the
   * log, once for each outage. Checks that come together share one look.
   */
  storeIsReachable(): Promise<boolean> {
    this.#check ??= this.#lookAtStore().finally(() => (this.#check = undefined));
    return this.#check;
  }

  async #lookAtStore(): Promise<boolean> {
    try {
      await this.#claimAndRelease();
      this.#note(true, () => 'Health check: the store can be reached again');
      return true;
    } catch (error) {
      this.#note(false, () => `Health check: ${messageOf(error)}`);
      return false;
    }
  }

  /** `busy` is another instance that looks at this moment, or one that died while it did. */
  async #claimAndRelease(): Promise<void> {
    const claim = await this.#store.claim(this.#probe, RANK);
    if (claim.outcome === 'claimed') {
      await this.#store.release(this.#probe, claim.token, []);
    } else if (claim.outcome === 'handled') {
      throw new Error(
        `the store says that ${this.#probe} has been handled, which nobody did: it would acknowledge ` +
          'payments that nobody has heard of',
      );
    }
  }

  #note(isReachable: boolean, message: () => string): void {
    if (isReachable === this.#isReachable) {
      return;
    }
    this.#isReachable = isReachable;
    if (isReachable) {
      this.#logger.log(message());
    } else {
      this.#logger.error(message());
    }
  }
}

/** The token of a registration's health; without a name, of the unnamed registration. */
export function getRegistrationHealthToken(name = ''): InjectionToken<RegistrationHealth> {
  return `NewPayRegistrationHealth(${name})`;
}
