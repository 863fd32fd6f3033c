import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { hasOneOf, unknownNames } from '../options/read-given-options.js';
import { CallFailure } from '../protocol/call-failure.js';
import { MAX_TIMEOUT } from '../user-code/run-user-code.js';

/**
 * Options of one call: the last argument of every method of `NewPayService` and `NewPayV2Service` but `reconcileAll`,
 * which has options of its own.
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

/** A call without options. */
export const NO_CALL_OPTIONS: NewPayCallOptions = Object.freeze({});

/** The names of the options that every call has. */
const CALL_OPTIONS: readonly string[] = ['signal', 'timeout'] satisfies (keyof NewPayCallOptions)[];

/**
 * Reads the options of a call once and checks them. A number has none of them: with
 * `orderNos.map(newPay.queryOrder, newPay)` the second argument is an index.
 *
 * @param others the names of the options that only this call has. Its own code reads and checks them
 * @throws {NewPayValidationError} naming each option that is wrong or unknown
 */
export function requireCallOptions(
  options: NewPayCallOptions | undefined,
  others: readonly string[] = [],
): NewPayCallOptions {
  if (options === undefined) {
    return NO_CALL_OPTIONS;
  }
  const { signal, timeout } = Object(options) as NewPayCallOptions;
  const violations = violationsOfCallOptions(options, { signal, timeout }, others);
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
  return { signal, timeout };
}

/**
 * The options of a call that are wrong or unknown.
 *
 * @param options as they were given
 * @param read the values that were read from them
 */
export function violationsOfCallOptions(
  options: unknown,
  { signal, timeout }: Readonly<Record<keyof NewPayCallOptions, unknown>>,
  others: readonly string[],
): NewPayFieldViolation[] {
  return [
    ...unknownOptions(options, [...others, ...CALL_OPTIONS]),
    violationOf('signal', signal, isAbortSignal, 'must be an AbortSignal'),
    violationOf(
      'timeout',
      timeout,
      isTimeout,
      `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, such as 10000`,
    ),
  ].filter((violation) => violation !== undefined);
}

/** What would be ignored, and its default used in its place: a misspelt option, or a bare signal. */
function unknownOptions(options: unknown, known: readonly string[]): NewPayFieldViolation[] {
  if (options === undefined || options === null || typeof options === 'number') {
    return [];
  }
  if (typeof options !== 'object' || !hasOneOf(options, known)) {
    const messages = [`options must be an object with ${known.join(', ')}, or left out`];
    return [{ field: 'options', messages }];
  }
  return unknownNames(options, known).map((field) => ({
    field,
    messages: [`${field} is unknown: the known options are ${known.join(', ')}`],
  }));
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

/** Whoever must know that a call has ended. */
export interface DeadlineListener {
  onDeadline(): void;
}

/**
 * The end of one call: when the time is over, or when the caller aborts the call.
 *
 * `AbortSignal.timeout` and `AbortSignal.any` are not used: their timers and listeners stay although the
 * call ended long before. At a thousand calls a second that is ten thousand timers. An `AbortController`
 * for each call costs as much as ten timers. It makes nothing that only some calls need: each call that
 * waits for its answer holds one.
 */
export class Deadline {
  /** A timer takes it with its argument, and needs no function of its own. */
  static readonly #end = (deadline: Deadline): void => {
    const listeners = deadline.#listeners;
    deadline.#isOver = true;
    deadline.#listeners = undefined;
    listeners?.forEach((listener) => listener.onDeadline());
  };

  #listeners: DeadlineListener[] | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #callersSignal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
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
    this.#timer = setTimeout(Deadline.#end, timeout, this);
    if (callersSignal === undefined) {
      return;
    }
    this.#callersSignal = callersSignal;
    this.#onAbort = () => this.abort();
    callersSignal.addEventListener('abort', this.#onAbort);
    if (callersSignal.aborted) {
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

  /** Tells a listener the end of the call; at once, if that has been. */
  onEnd(listener: DeadlineListener): void {
    if (this.#isOver) {
      listener.onDeadline();
    } else {
      (this.#listeners ??= []).push(listener);
    }
  }

  /** Takes a listener of `onEnd` back. */
  offEnd(listener: DeadlineListener): void {
    const index = this.#listeners?.indexOf(listener) ?? -1;
    if (index >= 0) {
      this.#listeners?.splice(index, 1);
    }
  }

  /** A signal that is aborted at the end of the call, for code that takes nothing else. */
  createSignal(): AbortSignal {
    const controller = new AbortController();
    this.onEnd({ onDeadline: () => controller.abort() });
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
    await new Promise<void>((resolve) => {
      const onDeadline = (): void => {
        clearTimeout(timer);
        this.offEnd(listener);
        resolve();
      };
      const listener = { onDeadline };
      const timer = setTimeout(onDeadline, ms);
      this.onEnd(listener);
    });
  }

  /** Must be called when the call has ended: releases the timer and the caller's signal. */
  clear(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) {
      this.#callersSignal?.removeEventListener('abort', this.#onAbort);
    }
  }

  /** Ends the call now, as its caller's signal does. */
  abort(): void {
    this.#isAborted ||= !this.#isOver;
    Deadline.#end(this);
  }
}
