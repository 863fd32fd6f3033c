import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { CallFailure } from '../protocol/call-failure.js';

/**
 * Options of one call: the last argument of every method of `NewPayService`.
 *
 * @publicApi
 */
export interface NewPayCallOptions {
  /**
   * Aborts the call. A call that is aborted before anything was sent rejects with a
   * `NewPayTransportError`. After that, a read rejects with a `NewPayTransportError`, and a write with a
   * `NewPayUnknownOutcomeError`: NewPay may have acted on it.
   */
  signal?: AbortSignal;
  /**
   * How long the call may take, in milliseconds, in place of the option `timeout` of the module: a whole
   * number from 1 to 2147483647. The time of a read includes its retries.
   * @default the option `timeout`
   */
  timeout?: number;
}

/** The longest delay that a timer of Node takes, in milliseconds. */
export const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Reads the options of a call once and checks them. A value that is no object has none of them: with
 * `orderNos.map(newPay.queryOrder, newPay)` the second argument is an index.
 *
 * @throws {NewPayValidationError} naming each option that is wrong
 */
export function requireCallOptions(options: NewPayCallOptions | undefined): NewPayCallOptions {
  const { signal, timeout } = Object(options) as NewPayCallOptions;
  const violations = violationsOfCallOptions({ signal, timeout });
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
  return { signal, timeout };
}

/** The options of a call that are wrong. */
export function violationsOfCallOptions({
  signal,
  timeout,
}: Readonly<Record<keyof NewPayCallOptions, unknown>>): NewPayFieldViolation[] {
  return [
    violationOf('signal', signal, isAbortSignal, 'must be an AbortSignal'),
    violationOf(
      'timeout',
      timeout,
      isTimeout,
      `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, such as 10000`,
    ),
  ].filter((violation) => violation !== undefined);
}

function violationOf(
  field: keyof NewPayCallOptions,
  value: unknown,
  isValid: (value: unknown) => boolean,
  rule: string,
): NewPayFieldViolation | undefined {
  return value === undefined || isValid(value)
    ? undefined
    : { field, messages: [`${field} ${rule}`] };
}

/** By its members: one of another realm or of a polyfill is no `instanceof` this one. */
function isAbortSignal(value: unknown): boolean {
  const { aborted, addEventListener, removeEventListener } = Object(value) as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' &&
    typeof addEventListener === 'function' &&
    typeof removeEventListener === 'function'
  );
}

function isTimeout(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_TIMEOUT;
}

/**
 * The end of one call: when the time is over, or when the caller aborts the call.
 *
 * `AbortSignal.timeout` and `AbortSignal.any` are not used: their timers and listeners stay although the
 * call ended long before. At a thousand calls a second that is ten thousand timers. An `AbortController`
 * for each call costs as much as ten timers.
 */
export class Deadline {
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #callersSignal: AbortSignal | undefined;
  #isOver = false;
  #isAborted = false;

  /**
   * @param timeout in milliseconds, from now
   * @param callersSignal aborts the call
   */
  constructor(
    readonly timeout: number,
    callersSignal?: AbortSignal,
  ) {
    this.#timer = setTimeout(() => this.#end(), timeout);
    this.#callersSignal = callersSignal;
    callersSignal?.addEventListener('abort', this.abort);
    if (callersSignal?.aborted) {
      this.abort();
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the caller has aborted the call, before its time was over. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** Calls a function at the end of the call; at once, if that has been. */
  onEnd(listener: () => void): void {
    if (this.#isOver) {
      listener();
    } else {
      this.#listeners.add(listener);
    }
  }

  /** Takes a function of `onEnd` back. */
  offEnd(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** A signal that is aborted at the end of the call, for code that takes nothing else. */
  createSignal(): AbortSignal {
    const controller = new AbortController();
    this.onEnd(() => controller.abort());
    return controller.signal;
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
    if (this.#isOver) {
      return;
    }
    await new Promise<void>((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.offEnd(resume);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      this.onEnd(resume);
    });
  }

  /** Must be called when the call has ended: releases the timer and the caller's signal. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#callersSignal?.removeEventListener('abort', this.abort);
  }

  /** Ends the call now, as its caller's signal does. */
  readonly abort = (): void => {
    this.#isAborted ||= !this.#isOver;
    this.#end();
  };

  #end(): void {
    this.#isOver = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    listeners.forEach((listener) => listener());
  }
}
