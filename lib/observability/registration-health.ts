import { Inject, Injectable, type InjectionToken, type Logger } from '@nestjs/common';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { HealthOptions } from '../options/resolved-options.interface.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { StrictCallbackStore } from '../store/strict-callback-store.js';
import { messageOf } from '../errors/error-message.js';

/** The precedence that a payment callback has in the store. */
const PRECEDENCE = 1;

/** What a health check says of the queue. */
export type QueueState =
  { readonly queue: 'reachable'; readonly deadLetters: number } | { readonly queue: 'unreachable' };

/** The state of a registration, for health checks. */
@Injectable()
export class RegistrationHealth {
  /** When the last callback was verified. */
  lastCallbackAt: Date | undefined;
  /** When NewPay last answered an API call, with success or with an error. */
  lastAnswerAt: Date | undefined;
  /** With a queue: counts the jobs that failed for the last time. Rejects if the queue is unreachable. */
  countDeadLetters: (() => Promise<number>) | undefined;
  readonly #logger: Logger;
  readonly #store: StrictCallbackStore;
  /**
   * The same for all checks and instances of a registration, so that an outage leaves one key at
   * most.
   */
  readonly #probeKey: string;
  #check: Promise<boolean> | undefined;
  #isReachable = true;
  #queueIsReachable = true;

  constructor(
    @Inject(NEWPAY_OPTIONS) private readonly options: HealthOptions,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayHealth', registration);
    this.#store = new StrictCallbackStore(options.store);
    this.#probeKey = `health:${options.appId}:${registration.name ?? ''}`;
  }

  /** The number of NewPay's public keys. */
  get platformKeys(): number {
    return this.options.verifier.size;
  }

  /**
   * Whether the store works, tested with a claim as a callback makes one. The reason of a failure
   * is logged once per outage. Concurrent checks share one test.
   */
  storeIsReachable(): Promise<boolean> {
    this.#check ??= this.#testStore().finally(() => (this.#check = undefined));
    return this.#check;
  }

  /**
   * The state of the queue, and how many jobs have failed for the last time; `undefined` without a
   * queue. The reason of a failure is logged once per outage.
   */
  async queueState(): Promise<QueueState | undefined> {
    if (!this.countDeadLetters) {
      return undefined;
    }
    try {
      const deadLetters = await this.countDeadLetters();
      if (!this.#queueIsReachable) {
        this.#logger.log('Health check: the queue is reachable again');
      }
      this.#queueIsReachable = true;
      return { queue: 'reachable', deadLetters };
    } catch (error) {
      if (this.#queueIsReachable) {
        this.#logger.error(`Health check: ${messageOf(error)}`);
      }
      this.#queueIsReachable = false;
      return { queue: 'unreachable' };
    }
  }

  async #testStore(): Promise<boolean> {
    try {
      await this.#claimAndRelease();
      this.#logChange(true, () => 'Health check: the store is reachable again');
      return true;
    } catch (error) {
      this.#logChange(false, () => `Health check: ${messageOf(error)}`);
      return false;
    }
  }

  /** `busy` means that another instance is testing the store now, or crashed while it did. */
  async #claimAndRelease(): Promise<void> {
    const claim = await this.#store.claim(this.#probeKey, PRECEDENCE);
    if (claim.outcome === 'claimed') {
      await this.#store.release(this.#probeKey, claim.token, []);
    } else if (claim.outcome === 'handled') {
      throw new Error(
        `the store reports ${this.#probeKey} as handled, although nothing has handled it: it would ` +
          'acknowledge payments without publishing them',
      );
    }
  }

  #logChange(isReachable: boolean, message: () => string): void {
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
