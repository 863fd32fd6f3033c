import { setImmediate } from 'node:timers/promises';

interface Batch {
  readonly ids: string[];
  readonly sent: Promise<void>;
}

/**
 * Collects the ids of jobs that are done in one turn of the event loop, or while one statement is under way, for the
 * next statement.
 */
export class CompletionBatch {
  #next: Batch | undefined;
  #current: Promise<unknown> = Promise.resolve();

  constructor(private readonly send: (ids: string[]) => Promise<unknown>) {}

  /** Settles as the statement does that has this id. */
  add(id: string): Promise<void> {
    this.#next ??= this.#begin();
    this.#next.ids.push(id);
    return this.#next.sent;
  }

  #begin(): Batch {
    const ids: string[] = [];
    const sent = this.#sendAfter(this.#current, ids);
    this.#current = sent.catch(() => undefined);
    return { ids, sent };
  }

  async #sendAfter(previous: Promise<unknown>, ids: string[]): Promise<void> {
    await previous;
    await setImmediate();
    this.#next = undefined;
    await this.send(ids);
  }
}
