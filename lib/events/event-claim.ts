import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import type { NewPayClaim } from '../store/callback-store.interface.js';
import { StoreUnavailableError, type StrictCallbackStore } from '../store/strict-callback-store.js';
import { MAX_TIMEOUT } from '../user-code/run-user-code.js';
import { UnavailableError } from './delivery.errors.js';
import type { NewPayAnyEvent } from './event-names.js';
import { amountOf, referenceOf } from './event-key.js';
import type { ListenerRun } from './listener-run.js';

/** The answer to a claim when another delivery has handled the event. */
export type HandledClaim = Extract<NewPayClaim, { outcome: 'handled' }>;

/**
 * An event whose key this delivery has claimed. The claim is renewed while the listeners run. It ends when
 * the event is marked as handled, or when the claim is released.
 */
export class ClaimedEvent implements RenewableClaim {
  /** When the claim was last known to be held, on the clock of `performance.now()`. */
  #heldAt = performance.now();
  #hasWarned = false;
  #run: ListenerRun | undefined;

  constructor(
    private readonly event: NewPayAnyEvent,
    private readonly claim: { readonly key: string; readonly rank: number; readonly token: string },
    private readonly store: StrictCallbackStore,
    private readonly renewals: ClaimRenewals,
    private readonly logger: Logger,
  ) {}

  /**
   * Runs the listeners to their end, by `publish`, and marks the event as handled.
   *
   * @returns what another delivery has handled, if it took the claim over and finished first
   * @throws {AggregateError} a listener failed: the next delivery runs those that have not finished
   * @throws {UnavailableError} the listeners have finished, but the claim was lost before
   * @throws {StoreUnavailableError} the listeners have finished, but the store does not say that it is marked
   */
  async handle(run: ListenerRun, publish: () => Promise<void>): Promise<HandledClaim | undefined> {
    const { lease } = this.store;
    this.#run = run;
    if (lease !== undefined) {
      this.renewals.begin(this, lease);
    }
    try {
      await publish();
    } catch (error) {
      await this.release(run.finished);
      throw error;
    } finally {
      this.renewals.end(this);
    }
    return (await this.#complete(run)) ? undefined : this.#explainLoss(run);
  }

  /**
   * Ends the claim, so that the next delivery runs at once. If this fails, the lease ends the claim.
   *
   * @returns whether the store has confirmed it, and with it which listeners have finished
   */
  async release(finished: readonly string[]): Promise<boolean> {
    const { key, token } = this.claim;
    try {
      await this.store.release(key, token, finished);
      return true;
    } catch (error) {
      this.logger.warn(
        `The claim on ${key} could not be released, its lease will end: ${messageOf(error)}`,
      );
      return false;
    }
  }

  async renew(): Promise<void> {
    const { key, token } = this.claim;
    try {
      if (await this.store.renew(key, token, this.#run?.finished ?? [])) {
        this.#heldAt = performance.now();
      }
    } catch (error) {
      if (!this.#hasWarned) {
        this.#hasWarned = true;
        this.logger.warn(
          `The claim on ${key} could not be renewed, trying again: ${messageOf(error)}`,
        );
      }
    }
  }

  async #complete(run: ListenerRun): Promise<boolean> {
    const { key, rank, token } = this.claim;
    const reference = referenceOf(this.event);
    try {
      return await this.store.complete(key, rank, token, reference, amountOf(this.event));
    } catch (error) {
      // Whether it is marked is not known. If it is not, the finished listeners must not run again.
      const isRecorded = await this.release(run.finished);
      const consequence = isRecorded ? 'marks it as handled' : 'may run them again';
      throw new StoreUnavailableError(
        `the listeners have finished, but this could not be recorded (${messageOf(error)}): the next delivery ${consequence}`,
        { cause: error },
      );
    }
  }

  /** Finds out why the claim was gone when the listeners had finished. */
  async #explainLoss(run: ListenerRun): Promise<HandledClaim> {
    const claim = await this.store.claim(this.claim.key, this.claim.rank);
    if (claim.outcome === 'handled') {
      this.#warnOfSecondRun(claim);
      return claim;
    }
    if (claim.outcome === 'claimed') {
      await this.store.release(this.claim.key, claim.token, run.finished);
    }
    const loss =
      claim.outcome === 'busy'
        ? 'another delivery took the claim meanwhile and is running them again'
        : this.#lossWithoutTaker();
    throw new UnavailableError(`the listeners have finished, but ${loss}`);
  }

  #warnOfSecondRun(handled: HandledClaim): void {
    const { orderNo, name } = this.event;
    const [state, harm] =
      handled.rank > this.claim.rank
        ? ['a later state', 'the earlier state may have been published after it']
        : ['the event', 'they may have run twice'];
    this.logger.warn(
      `Order ${orderNo}: the listeners to "${name}" have finished, but another delivery took the claim meanwhile and has handled ${state}: ${harm}`,
    );
  }

  #lossWithoutTaker(): string {
    const age = Math.round(performance.now() - this.#heldAt);
    const { lease } = this.store;
    if (lease === undefined) {
      return `the claim ended before they did, after ${age} ms, and the next delivery runs them again: give the store renew(), or a longer lease`;
    }
    const cause =
      age > lease
        ? `the lease of ${lease} ms was over, as it could not be renewed for ${age} ms`
        : 'the store has lost the claim, as when it was emptied or restarted without its data';
    return `${cause}: the next delivery marks it as handled`;
  }
}

/** A claim that has to be renewed while its listeners run. */
export interface RenewableClaim {
  /** Never rejects. */
  renew(): Promise<void>;
}

/**
 * Renews the claims in flight three times in each lease, so that one renewal may fail. One timer serves
 * all claims: most end before it fires.
 */
export class ClaimRenewals {
  readonly #claims = new Set<RenewableClaim>();
  #timer: NodeJS.Timeout | undefined;

  /** Keeps a claim until {@link ClaimRenewals.end}. @param lease in milliseconds */
  begin(claim: RenewableClaim, lease: number): void {
    this.#claims.add(claim);
    // Node would run a timer with a longer pause all the time.
    const pause = Math.min(lease / 3, MAX_TIMEOUT);
    this.#timer ??= setInterval(() => this.#renewAll(), pause).unref();
  }

  end(claim: RenewableClaim): void {
    this.#claims.delete(claim);
  }

  #renewAll(): void {
    if (this.#claims.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const claim of this.#claims) {
      void claim.renew();
    }
  }
}
