import type { NewPayHandled } from '../../store/callback-store.interface.js';
import type { StrictCallbackStore } from '../../store/strict-callback-store.js';
import type { ClaimRenewals, RenewableClaim } from '../event-claim.js';
import { amountOf, eventKeyOf, outrankingNames, rankOf, referenceOf } from '../event-key.js';
import type { NewPayAnyEvent } from '../event-names.js';

/**
 * Whether a listener may run for an event now:
 * - `open`: yes. Call `leave` when it has ended, with success or not.
 * - `busy`: not yet. A listener of an earlier state runs, or a later state is being recorded.
 * - `closed`: no. The order has another payment or a later state.
 */
export type GateAnswer =
  | { readonly outcome: 'open'; leave(): Promise<void> }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'closed'; readonly handled: NewPayHandled };

const BUSY: GateAnswer = { outcome: 'busy' };

/** A lock is no state: it is released and never completed. */
const LOCK_RANK = 1;

/**
 * Lets the states of an order go forward only, across the jobs of all its listeners and across
 * processes. The store holds two keys for each order:
 * - the mark is the state that the order has reached, with the number of the payment. It is completed
 *   when the first listener of a state begins. A job of a lower state finds it and does not run.
 * - the lock is held while a listener of a state runs that another one can follow (`failed`,
 *   `mismatched`). The later state needs the lock for a moment, to set its mark, and so waits for that
 *   listener. Listeners of the last state run side by side.
 */
export class OrderGate {
  constructor(
    private readonly store: StrictCallbackStore,
    private readonly renewals: ClaimRenewals,
  ) {}

  /** @throws {StoreUnavailableError} */
  async enter(event: NewPayAnyEvent): Promise<GateAnswer> {
    const isLast = outrankingNames(event).length === 0;
    return isLast ? this.#enterLast(event) : this.#enterEarlier(event);
  }

  /**
   * The state that an order has reached; `undefined` also when the store cannot tell.
   *
   * @throws {StoreUnavailableError}
   */
  async reached(event: Parameters<typeof eventKeyOf>[0]): Promise<NewPayHandled | undefined> {
    const key = eventKeyOf(event);
    return (await this.store.find(markOf(key))) ?? (await this.store.find(key));
  }

  async #enterLast(event: NewPayAnyEvent): Promise<GateAnswer> {
    const mark = markOf(eventKeyOf(event));
    const claim = await this.store.claim(mark, rankOf(event));
    if (claim.outcome === 'handled') {
      return answerFor(event, claim, leaveNothing);
    }
    if (claim.outcome !== 'claimed') {
      return BUSY;
    }
    const before = await this.#handledDirectly(event);
    const lock = before ? undefined : await this.#lock(event);
    if (before || !lock) {
      await this.store.release(mark, claim.token, []);
      return before ? { outcome: 'closed', handled: before } : BUSY;
    }
    try {
      return (await this.#setMark(event, claim.token))
        ? { outcome: 'open', leave: leaveNothing }
        : BUSY;
    } finally {
      await lock.release();
    }
  }

  async #enterEarlier(event: NewPayAnyEvent): Promise<GateAnswer> {
    const lock = await this.#lock(event);
    if (!lock) {
      return BUSY;
    }
    let answer = BUSY;
    try {
      answer = await this.#enterLocked(event, lock);
    } finally {
      if (answer.outcome !== 'open') {
        await lock.release();
      }
    }
    return answer;
  }

  async #enterLocked(event: NewPayAnyEvent, lock: OrderLock): Promise<GateAnswer> {
    const mark = markOf(eventKeyOf(event));
    const claim = await this.store.claim(mark, rankOf(event));
    const leave = (): Promise<void> => lock.release();
    if (claim.outcome === 'handled') {
      return answerFor(event, claim, leave);
    }
    if (claim.outcome !== 'claimed') {
      return BUSY;
    }
    const before = await this.#handledDirectly(event);
    if (before) {
      await this.store.release(mark, claim.token, []);
      return { outcome: 'closed', handled: before };
    }
    return (await this.#setMark(event, claim.token)) ? { outcome: 'open', leave } : BUSY;
  }

  /** What was handled before the app had a queue, under the key itself: by all of its listeners. */
  async #handledDirectly(event: NewPayAnyEvent): Promise<NewPayHandled | undefined> {
    const handled = await this.store.find(eventKeyOf(event));
    return handled && handled.rank >= rankOf(event) ? handled : undefined;
  }

  #setMark(event: NewPayAnyEvent, token: string): Promise<boolean> {
    const [key, rank] = [markOf(eventKeyOf(event)), rankOf(event)];
    return this.store.complete(key, rank, token, referenceOf(event), amountOf(event));
  }

  async #lock(event: NewPayAnyEvent): Promise<OrderLock | undefined> {
    const key = `running|${eventKeyOf(event)}`;
    const claim = await this.store.claim(key, LOCK_RANK);
    return claim.outcome === 'claimed'
      ? new OrderLock(key, claim.token, this.store, this.renewals)
      : undefined;
  }
}

/** Held until it is released; its lease ends it when the process dies. */
class OrderLock implements RenewableClaim {
  constructor(
    private readonly key: string,
    private readonly token: string,
    private readonly store: StrictCallbackStore,
    private readonly renewals: ClaimRenewals,
  ) {
    if (store.lease !== undefined) {
      renewals.begin(this, store.lease);
    }
  }

  async renew(): Promise<void> {
    // A failed renewal is followed by another one; if all fail, the lease ends.
    await this.store.renew(this.key, this.token, []).catch(() => undefined);
  }

  /** Never rejects: the lease ends what cannot be released. */
  async release(): Promise<void> {
    this.renewals.end(this);
    await this.store.release(this.key, this.token, []).catch(() => undefined);
  }
}

function answerFor(
  event: NewPayAnyEvent,
  handled: NewPayHandled,
  leave: () => Promise<void>,
): GateAnswer {
  const isSame =
    handled.rank === rankOf(event) &&
    (handled.reference === '' || handled.reference === referenceOf(event));
  return isSame ? { outcome: 'open', leave } : { outcome: 'closed', handled };
}

function markOf(key: string): string {
  return `reached|${key}`;
}

async function leaveNothing(): Promise<void> {
  // Listeners of the last state hold no lock.
}
