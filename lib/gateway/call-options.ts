import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';

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
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Reads the options of a call once and checks them. A value that is no object has none of them: with
 * `orderNos.map(newPay.queryOrder, newPay)` the second argument is an index.
 *
 * @throws {NewPayValidationError} naming each option that is wrong
 */
export function requireCallOptions(options: NewPayCallOptions | undefined): NewPayCallOptions {
  const { signal, timeout } = Object(options) as Record<keyof NewPayCallOptions, unknown>;
  const violations = [
    violationOf('signal', signal, isAbortSignal, 'must be an AbortSignal'),
    violationOf(
      'timeout',
      timeout,
      isTimeout,
      `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, such as 10000`,
    ),
  ].filter((violation) => violation !== undefined);
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
  return { signal, timeout } as NewPayCallOptions;
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
