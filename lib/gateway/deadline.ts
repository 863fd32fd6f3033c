import { CallFailure } from '../protocol/call-failure.js';

/**
 * The end of one call: `signal` is aborted when the time is over, or when the caller aborts the call.
 *
 * `AbortSignal.timeout` and `AbortSignal.any` are not used: their timers and listeners stay although the
 * call ended long before. At a thousand calls a second that is ten thousand timers.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #callersSignal: AbortSignal | undefined;
  #isAborted = false;

  /**
   * @param timeout in milliseconds, from now
   * @param callersSignal aborts the call
   */
  constructor(
    readonly timeout: number,
    callersSignal?: AbortSignal,
  ) {
    this.#timer = setTimeout(() => this.#controller.abort(), timeout);
    this.#callersSignal = callersSignal;
    callersSignal?.addEventListener('abort', this.#abort);
    if (callersSignal?.aborted) {
      this.#abort();
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.signal.aborted;
  }

  /** Whether the caller has aborted the call, before its time was over. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** The failure of a call that its caller has aborted. */
  abortFailure({ wasSent }: { readonly wasSent: boolean }): CallFailure {
    const cause: unknown = this.#callersSignal?.reason;
    return wasSent
      ? new CallFailure('no-answer', 'the call was aborted', { cause })
      : new CallFailure('not-sent', 'The call was aborted', { cause });
  }

  /** Resolves after some milliseconds, or at the end of the call if that is earlier. */
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

  /** Must be called when the call has ended: releases the timer and the caller's signal. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#callersSignal?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => {
    this.#isAborted = !this.isOver;
    this.#controller.abort();
  };
}
