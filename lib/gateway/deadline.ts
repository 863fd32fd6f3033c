/**
 * The end of one call: `signal` is aborted when the time is over.
 *
 * `AbortSignal.timeout` is not used: its timer, and whatever listens to it, stays until the time is
 * over, although the call ended long before. At a thousand calls a second that is ten thousand timers.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  /** @param timeout in milliseconds, from now */
  constructor(readonly timeout: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), timeout);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.signal.aborted;
  }

  /** Resolves after some milliseconds, or at the deadline if that is earlier. */
  async pause(ms: number): Promise<void> {
    if (this.isOver) {
      return;
    }
    await new Promise<void>((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', resume);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      this.signal.addEventListener('abort', resume);
    });
  }

  /** Must be called when the call has ended: releases the timer. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
