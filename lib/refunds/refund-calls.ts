import { largerAmount } from '../protocol/decimal-amount.js';

/** The amount that one call of a refund has reserved. Exactly one of the methods is called, once. */
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
 * The calls of one refund, which may be sent several times under its number, also at the same time. Each
 * call has its own reservation: a call without an effect releases only what it has reserved.
 */
export class RefundCalls {
  readonly #underWay = new Set<Call>();
  /** The largest amount of the calls that have ended. */
  #kept: string | undefined;

  /** The largest amount that may have been refunded under the number; `undefined` for none. */
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
        // The refund may have failed in the meantime: then the call is gone.
        if (this.#underWay.delete(call)) {
          this.#kept = this.#kept === undefined ? amount : largerAmount(this.#kept, amount);
        }
      },
    };
  }

  /**
   * The refund has finally failed: nothing was refunded under its number. When several calls are in
   * progress, it is not known which one the result belongs to, so they keep their reservations.
   */
  fail(): void {
    if (this.#kept === undefined && this.#underWay.size === 1) {
      this.#underWay.clear();
    }
    this.#kept = undefined;
  }
}
