import type { NewPayHandled } from '../../store/callback-store.interface.js';
import type { StrictCallbackStore } from '../../store/strict-callback-store.js';
import type { ClaimRenewals, RenewableClaim } from '../event-claim.js';
import { amountOf, eventKeyOf, isLastState, rankOf, referenceOf } from '../event-key.js';
import type { NewPayAnyEvent } from '../event-names.js';

/**
 * Whether a listener may run for an event now:
 * - `open`: yes, once `confirmed` resolves with `true`: until then the store is recording the state. If it resolves
 *   with `false`, the answer is that of `busy`. Call `leave` when the listener has ended, with success or not, and
 *   also if it did not run.
 * - `busy`: not yet. A listener of an earlier state runs, or a later state is being recorded.
 * - `closed`: no. The order has another payment or a later state.
 */
export type GateAnswer =
  | { readonly outcome: 'open'; readonly confirmed: Promise<boolean>; leave(): Promise<void> }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'closed'; readonly handled: NewPayHandled };

/** The state that an order has reached: that of the event, a later one, or that of another payment. */
interface Reached {
  readonly outcome: 'reached';
  readonly state: NewPayHandled;
  /** Whether the store has recorded it. @throws {StoreUnavailableError} */
  readonly confirmed: Promise<boolean>;
}

const BUSY = { outcome: 'busy' } as const;
const CONFIRMED = Promise.resolve(true);

/** How many orders in their last state this process remembers. */
const REMEMBERED = 1_000;

/**
 * Lets the states of an order go forward only, across the jobs of all its listeners and across
 * processes. The store has one key for each order:
 * - it is completed with the state that the order has reached, and the number of the payment, when the
 *   first listener of a state begins. A job of a lower state finds it and does not run.
 * - it is claimed while a listener of a state runs that another one can follow (`failed`, `mismatched`), with a rank
 *   between the two. The later state cannot claim it meanwhile, and so waits for that listener. Listeners of the last
 *   state run side by side.
 *
 * The last state of an order is final, so that this process asks the store for it only once.
 */
export class OrderGate {
  /** The orders whose last state was reached, the oldest one first. */
  readonly #final = new Map<string, NewPayHandled>();
  /** The orders whose last state is being set by this process. A promise has `undefined` if that failed. */
  readonly #entering = new Map<string, Promise<Reached | GateAnswer | undefined>>();

  constructor(
    private readonly store: StrictCallbackStore,
    private readonly renewals: ClaimRenewals,
  ) {}

  /** @throws {StoreUnavailableError} */
  async enter(event: NewPayAnyEvent): Promise<GateAnswer> {
    return isLastState(event) ? this.#enterLast(event) : this.#enterEarlier(event);
  }

  /**
   * The state that an order has reached; `undefined` also when the store cannot tell.
   *
   * @throws {StoreUnavailableError}
   */
  async reached(event: Parameters<typeof eventKeyOf>[0]): Promise<NewPayHandled | undefined> {
    const key = eventKeyOf(event);
    const mark = await this.store.find(gateKeyOf(key));
    return mark ? stateOf(mark) : this.store.find(key);
  }

  /** The jobs of an order often begin together: one of them asks the store. */
  async #enterLast(event: NewPayAnyEvent): Promise<GateAnswer> {
    const key = eventKeyOf(event);
    for (let other = this.#entering.get(key); other; other = this.#entering.get(key)) {
      const answer = await other;
      if (answer?.outcome === 'reached') {
        return answerFor(event, answer);
      }
    }
    const state = this.#final.get(key);
    if (state) {
      return answerFor(event, { outcome: 'reached', state, confirmed: CONFIRMED });
    }
    const entering = this.#enterFirst(key, event);
    this.#entering.set(
      key,
      entering.catch(() => undefined),
    );
    const answer = await entering;
    return answer.outcome === 'reached' ? answerFor(event, answer) : answer;
  }

  /** Asks the store. The other jobs of the order wait until the store has recorded its state. */
  async #enterFirst(key: string, event: NewPayAnyEvent): Promise<Reached | GateAnswer> {
    let isRecording = false;
    try {
      const answer = await (this.store.canMark ? this.#mark(event) : this.#reach(event));
      if (answer.outcome === 'reached') {
        isRecording = true;
        void this.#rememberConfirmed(key, answer);
      }
      return answer;
    } finally {
      if (!isRecording) {
        this.#entering.delete(key);
      }
    }
  }

  async #enterEarlier(event: NewPayAnyEvent): Promise<GateAnswer> {
    const reached = await this.#reach(event);
    if (reached.outcome !== 'reached') {
      return reached;
    }
    const answer = await answerFor(event, reached);
    if (answer.outcome !== 'open') {
      return answer;
    }
    return (await answer.confirmed) ? this.#lock(event) : BUSY;
  }

  /** The same as {@link OrderGate.#reach} in one step, for the last state. */
  async #mark(event: NewPayAnyEvent): Promise<Reached | GateAnswer> {
    const [key, rank] = [eventKeyOf(event), rankOf(event)];
    const state = { rank, reference: referenceOf(event), orderAmt: amountOf(event) };
    const answer = await this.store.mark({
      ...state,
      key: gateKeyOf(key),
      rank: markRankOf(event),
      before: { key, rank },
    });
    switch (answer.outcome) {
      case 'marked':
        return { outcome: 'reached', state, confirmed: CONFIRMED };
      case 'handled':
        return { outcome: 'reached', state: stateOf(answer), confirmed: CONFIRMED };
      case 'before':
        return { outcome: 'closed', handled: answer };
      case 'busy':
      default:
        return BUSY;
    }
  }

  /** Sets the mark of the event's state, unless the order has reached it, or a later one. */
  async #reach(event: NewPayAnyEvent): Promise<Reached | GateAnswer> {
    const [key, rank] = [gateKeyOf(eventKeyOf(event)), markRankOf(event)];
    const claiming = this.store.claim(key, rank);
    // For the last state both questions are asked at the same time, because most often both answers are needed.
    const early = isLastState(event) ? this.#handledDirectly(event) : undefined;
    early?.catch(() => undefined);
    const claim = await claiming;
    if (claim.outcome === 'handled') {
      return { outcome: 'reached', state: stateOf(claim), confirmed: CONFIRMED };
    }
    if (claim.outcome !== 'claimed') {
      return BUSY;
    }
    const { token } = claim;
    const handled = await this.#orRelease(key, token, early ?? this.#handledDirectly(event));
    if (handled) {
      await this.#orRelease(key, token, this.store.release(key, token, []));
      return { outcome: 'closed', handled };
    }
    const [reference, orderAmt] = [referenceOf(event), amountOf(event)];
    const completing = this.store.complete(key, rank, token, reference, orderAmt);
    const confirmed = this.#orRelease(key, token, completing);
    // Whoever needs it waits for it.
    confirmed.catch(() => undefined);
    const state = { rank: rankOf(event), reference, orderAmt };
    return { outcome: 'reached', state, confirmed };
  }

  /** Releases the claim if the call fails, so that no lease delays the next try. */
  async #orRelease<T>(key: string, token: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      // If it was completed, there is nothing to release.
      await this.store.release(key, token, []).catch(() => undefined);
      throw error;
    }
  }

  /** What all listeners handled before the app had a queue: the store has that under the event's own key. */
  async #handledDirectly(event: NewPayAnyEvent): Promise<NewPayHandled | undefined> {
    const handled = await this.store.find(eventKeyOf(event));
    return handled && handled.rank >= rankOf(event) ? handled : undefined;
  }

  async #lock(event: NewPayAnyEvent): Promise<GateAnswer> {
    const key = gateKeyOf(eventKeyOf(event));
    const claim = await this.store.claim(key, markRankOf(event) + 1);
    if (claim.outcome === 'handled') {
      return { outcome: 'closed', handled: stateOf(claim) };
    }
    if (claim.outcome !== 'claimed') {
      return BUSY;
    }
    const lock = new OrderLock(key, claim.token, this.store, this.renewals);
    return { outcome: 'open', confirmed: CONFIRMED, leave: () => lock.release() };
  }

  /** Never rejects. */
  async #rememberConfirmed(key: string, { state, confirmed }: Reached): Promise<void> {
    if (await confirmed.catch(() => false)) {
      this.#remember(key, state);
    }
    this.#entering.delete(key);
  }

  #remember(key: string, state: NewPayHandled): void {
    this.#final.set(key, state);
    const [oldest = key] = this.#final.keys();
    if (this.#final.size > REMEMBERED) {
      this.#final.delete(oldest);
    }
  }
}

/** A claim that is held until it is released. If the process dies, its lease ends it. */
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

/** @throws {StoreUnavailableError} the state could not be recorded that closes the gate */
async function answerFor(
  event: NewPayAnyEvent,
  { state, confirmed }: Reached,
): Promise<GateAnswer> {
  if (isStateOf(event, state)) {
    return { outcome: 'open', confirmed, leave: leaveNothing };
  }
  return (await confirmed) ? { outcome: 'closed', handled: state } : BUSY;
}

function isStateOf(event: NewPayAnyEvent, { rank, reference }: NewPayHandled): boolean {
  return rank === rankOf(event) && (reference === '' || reference === referenceOf(event));
}

function gateKeyOf(key: string): string {
  return `reached|${key}`;
}

/** The rank of the state's mark. The rank after it is that of the lock. */
function markRankOf(event: NewPayAnyEvent): number {
  return 2 * rankOf(event);
}

/** The state of an order, from its mark. */
function stateOf({ rank, reference, orderAmt }: NewPayHandled): NewPayHandled {
  return { rank: rank / 2, reference, orderAmt };
}

async function leaveNothing(): Promise<void> {
  // Listeners of the last state hold no lock.
}
