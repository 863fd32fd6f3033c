const MINUTE = 60_000;

/** NewPay's own: every 5 minutes, 3 times (protocol 5). */
const DEFAULT_RETRY_DELAYS: readonly number[] = [5 * MINUTE, 5 * MINUTE, 5 * MINUTE];

/** The longest delay that a timer of Node takes, in milliseconds. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * The option `retryDelays` with its default.
 *
 * @throws {RangeError} one of them is no delay
 */
export function resolveRetryDelays(
  delays: readonly number[] = DEFAULT_RETRY_DELAYS,
): readonly number[] {
  const wrong = delays.find((delay) => !(delay >= 0 && delay <= MAX_DELAY));
  if (wrong !== undefined) {
    throw new RangeError(
      `retryDelays must hold milliseconds from 0 to ${MAX_DELAY}, not ${String(wrong)}`,
    );
  }
  return [...delays];
}
