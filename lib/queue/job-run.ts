import type { NewPayJobRun } from './queue.interface.js';

/** One run of a job. Its signal is made for the handler that asks for it: most do not, and it costs more than the rest. */
export class JobRun implements NewPayJobRun {
  #controller: AbortController | undefined;
  #isAborted = false;

  constructor(readonly attempt: number) {}

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isAborted) {
      this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Nobody waits for the run any more. */
  abort(): void {
    this.#isAborted = true;
    this.#controller?.abort();
  }
}
