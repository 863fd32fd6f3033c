import { largerAmount } from '../protocol/decimal-amount.js';

/** The amount that one call of a refund has set aside. Just one of the two is called, once. */
export interface RefundReservation {
  /** The call certainly had no effect. */
  release(): void;
  /** The call had, or may have had, an effect. */
  keep(): void;
}

interface Call {
  readonly amount: string;
}

/**
 * The calls of one refund, which may be sent several times under its number, also at once. Each call
 * has a reservation of its own, so that one that had no effect takes back nothing but what it set aside.
 */
export class RefundCalls {
  readonly #underWay = new Set<Call>();
  /** The largest amount of the calls that have ended. */
  #kept: string | undefined;

  /** The largest amount that may have gone back under the number; `undefined` for none. */
  get amount(): string | undefined {
    const amounts = [...this.#underWay].map(({ amount }) => amount);
    return [...amounts, ...(this.#kept === undefined ? [] : [this.#kept])].reduce<
      string | undefined
    >((largest, one) => (largest === undefined ? one : largerAmount(largest, one)), undefined);
  }

  reserve(amount: string): RefundReservation {
    const call = { amount };
    this.#underWay.add(call);
    return {
      release: () => void this.#underWay.delete(call),
      keep: () => {
        // A call that has failed meanwhile is no longer there.
        if (this.#underWay.delete(call)) {
          this.#kept = this.#kept === undefined ? amount : largerAmount(this.#kept, amount);
        }
      },
    };
  }

  /**
   * The refund has failed for good: nothing went back under its number. Of a call that is under way
   * beside others nobody knows whether the news is about it, so that it keeps its reservation.
   */
  fail(): void {
    if (this.#kept === undefined && this.#underWay.size === 1) {
      this.#underWay.clear();
    }
    this.#kept = undefined;
  }
}
