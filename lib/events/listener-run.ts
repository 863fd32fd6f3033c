import type { EventListener } from './host-emitter.js';

/** One run of the listeners of an event, each of which is awaited to its end. */
export class ListenerRun {
  readonly #running = new Set<EventListener>();
  /** How many listeners of an id have not finished: two of one class, in two modules, share one. */
  readonly #unfinished = new Map<string, number>();
  readonly #finished: Set<string>;
  readonly #due: readonly EventListener[];

  /**
   * @param finished the ids of the listeners that finished at an earlier delivery: they do not run
   */
  constructor(
    private readonly event: { readonly name: string },
    listeners: readonly EventListener[],
    finished: readonly string[],
  ) {
    this.#finished = new Set(finished);
    this.#due = listeners.filter(({ id }) => id === undefined || !this.#finished.has(id));
    for (const { id } of this.#due) {
      if (id !== undefined) {
        this.#unfinished.set(id, (this.#unfinished.get(id) ?? 0) + 1);
      }
    }
  }

  /** The ids of the listeners that have finished, now or at an earlier delivery. */
  get finished(): string[] {
    return [...this.#finished];
  }

  /** What names the listeners that have not ended. */
  get running(): string {
    return [...this.#running].map((listener) => listener.describe()).join(', ');
  }

  /**
   * Runs the listeners that are due, all at once, and waits for the last one to end. `emitAsync` would
   * return at the first failure while the others still run, and a redelivery could then overlap with
   * them.
   *
   * @throws {AggregateError} one or more listeners failed
   */
  async start(): Promise<void> {
    const due = this.#due;
    const results = await Promise.allSettled(due.map((listener) => this.#call(listener)));
    const failed = results.flatMap((result, index) =>
      result.status === 'rejected' ? [{ reason: result.reason as unknown, by: due[index] }] : [],
    );
    if (failed.length > 0) {
      const names = failed.map(({ by }) => by?.describe()).join(', ');
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        `${failed.length} of ${due.length} listeners of "${this.event.name}" failed: ${names}`,
      );
    }
  }

  async #call(listener: EventListener): Promise<void> {
    this.#running.add(listener);
    try {
      await listener.call(this.event);
      this.#finish(listener.id);
    } finally {
      this.#running.delete(listener);
    }
  }

  #finish(id: string | undefined): void {
    if (id !== undefined) {
      const left = (this.#unfinished.get(id) ?? 0) - 1;
      this.#unfinished.set(id, left);
      if (left === 0) {
        this.#finished.add(id);
      }
    }
  }
}
