import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import type { StrictCallbackStore } from '../store/strict-callback-store.js';

/** How long a slot is kept, in milliseconds. */
const SECOND = 1_000;

/** How many slots are tried before a query is put off. */
const MAX_TRIES = 5;

/** A slot that is claimed for one second. */
const PRECEDENCE = 1;

/**
 * Limits the queries that watches cause to so many a second, over all processes of a merchant that share
 * a store. There is one slot for each query of a second. A query claims a slot, which is released after a
 * second. If the process dies, the slot's lease ends.
 */
export class QueryRate {
  /** The slots of this process. */
  readonly #held = new Set<number>();
  /** When the next query that is put off comes back, on the clock of `performance.now()`. */
  #comesBackAt = 0;

  constructor(
    private readonly store: StrictCallbackStore,
    /** The scope of the registration. */
    private readonly scope: string,
    private readonly perSecond: number,
    private readonly logger: Logger,
  ) {}

  /**
   * Whether a query may be made now: 0, or how many milliseconds later to try again.
   *
   * @throws {StoreUnavailableError} it is not known how many queries others make
   */
  async waitingTime(): Promise<number> {
    for (const slot of this.#slotsToTry()) {
      this.#held.add(slot);
      let token: string | undefined;
      try {
        const claim = await this.store.claim(this.#keyOf(slot), PRECEDENCE);
        token = claim.outcome === 'claimed' ? claim.token : undefined;
      } finally {
        if (token === undefined) {
          this.#held.delete(slot);
        }
      }
      if (token !== undefined) {
        this.#releaseLater(slot, token);
        return 0;
      }
    }
    return this.#putOff();
  }

  /** A few of those that this process does not hold, from a random one on. */
  #slotsToTry(): number[] {
    const first = Math.floor(Math.random() * this.perSecond);
    return Array.from({ length: this.perSecond }, (_, i) => (first + i) % this.perSecond)
      .filter((slot) => !this.#held.has(slot))
      .slice(0, MAX_TRIES);
  }

  /** One after the other, as fast as the rate allows: a thousand do not come back together. */
  #putOff(): number {
    const now = performance.now();
    const interval = SECOND / this.perSecond;
    this.#comesBackAt = Math.max(this.#comesBackAt + interval, now + SECOND / 2);
    return Math.ceil(this.#comesBackAt - now);
  }

  #releaseLater(slot: number, token: string): void {
    const release = async (): Promise<void> => {
      try {
        await this.store.release(this.#keyOf(slot), token, []);
      } catch (error) {
        this.logger.warn(`A slot for queries could not be released: ${messageOf(error)}`);
      } finally {
        this.#held.delete(slot);
      }
    };
    setTimeout(() => void release(), SECOND).unref();
  }

  #keyOf(slot: number): string {
    return `query-rate:${this.scope}:${slot}`;
  }
}
