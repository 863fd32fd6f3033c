import type { EventListener } from './host-emitter.js';
import { endOf } from './returned-work.js';

/** One run of the listeners of an event, each of which is awaited to its end. */
export class ListenerRun {
  readonly #due: readonly EventListener[];
  readonly #succeeded: EventListener[] = [];
  readonly #failed: { readonly index: number; readonly reason: unknown }[] = [];

  /**
   * @param finishedBefore the ids of the listeners that finished at an earlier delivery: they do not run
   */
  constructor(
    private readonly event: { readonly name: string },
    listeners: readonly EventListener[],
    private readonly finishedBefore: readonly string[],
  ) {
    this.#due =
      finishedBefore.length === 0
        ? listeners
        : listeners.filter(({ id }) => id === undefined || !finishedBefore.includes(id));
  }

  /**
   * The ids of the listeners that have finished, now or at an earlier delivery. Two of one class, in two
   * modules, share an id: it has finished when both have.
   */
  get finished(): string[] {
    const left = this.#due.filter((listener) => !this.#succeeded.includes(listener));
    const unfinished = new Set(left.map(({ id }) => id));
    const ids = this.#succeeded.flatMap(({ id }) =>
      id === undefined || unfinished.has(id) ? [] : [id],
    );
    return [...new Set([...this.finishedBefore, ...ids])];
  }

  /** The names of the listeners that have not ended, for a log. */
  get running(): string {
    const failed = new Set(this.#failed.map(({ index }) => index));
    return this.#due
      .filter((listener, index) => !this.#succeeded.includes(listener) && !failed.has(index))
      .map((listener) => listener.describe())
      .join(', ');
  }

  /**
   * Runs the listeners that are due, all at once, and waits for the last one to end. `emitAsync` would
   * return at the first failure while the others still run, and a redelivery could then overlap with
   * them.
   *
   * @throws {AggregateError} one or more listeners failed
   */
  async start(): Promise<void> {
    const calls = this.#due.map((listener, index) => this.#call(listener, index));
    for (const call of calls) {
      await call;
    }
    const failed = this.#failed;
    if (failed.length > 0) {
      failed.sort((left, right) => left.index - right.index);
      const names = failed.map(({ index }) => this.#due[index]?.describe()).join(', ');
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        `${failed.length} of ${this.#due.length} listeners of "${this.event.name}" failed: ${names}`,
      );
    }
  }

  /** Never rejects. */
  async #call(listener: EventListener, index: number): Promise<void> {
    try {
      await endOf(listener.call(this.event));
      this.#succeeded.push(listener);
    } catch (reason) {
      this.#failed.push({ index, reason });
    }
  }
}
