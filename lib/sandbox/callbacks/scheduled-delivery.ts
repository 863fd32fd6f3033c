import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** A delivery that is made later, or at once when {@link ScheduledDelivery.hasten} is called. */
export class ScheduledDelivery {
  readonly until: Date;
  /** Resolves when the delivery has been made or dropped. */
  readonly over: Promise<void>;
  #resolveOver: () => void = () => undefined;
  readonly #haste = new AbortController();

  constructor(
    /** The number of the order or refund. */
    readonly number: string,
    private readonly delay: number,
  ) {
    this.until = new Date(Date.now() + delay);
    this.over = new Promise((resolve) => {
      this.#resolveOver = resolve;
    });
  }

  /** Ends the wait. */
  hasten(): void {
    this.#haste.abort();
  }

  /**
   * Waits.
   *
   * @param dropped drops the delivery when it is aborted
   * @returns whether the delivery is to be made
   */
  async wait(dropped: readonly AbortSignal[]): Promise<boolean> {
    const signal = AbortSignal.any([...dropped, this.#haste.signal]);
    setMaxListeners(0, signal);
    await setTimeout(this.delay, undefined, { signal, ref: false }).catch(() => undefined);
    return !dropped.some(({ aborted }) => aborted);
  }

  /** The delivery has been made or dropped. */
  finish(): void {
    this.#resolveOver();
  }
}
