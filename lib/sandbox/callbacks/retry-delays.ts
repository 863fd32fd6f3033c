import { isDelay, MAX_DELAY } from '../delay.js';

const MINUTE = 60_000;

/** As NewPay: 3 times, every 5 minutes (protocol 5). */
const DEFAULT_RETRY_DELAYS: readonly number[] = [5 * MINUTE, 5 * MINUTE, 5 * MINUTE];

/**
 * Applies the default of the option `retryDelays`.
 *
 * @throws {RangeError} a delay is not valid for a timer
 */
export function resolveRetryDelays(
  delays: readonly number[] = DEFAULT_RETRY_DELAYS,
): readonly number[] {
  const wrong = delays.find((delay) => !isDelay(delay));
  if (wrong !== undefined) {
    throw new RangeError(
      `retryDelays must contain milliseconds from 0 to ${MAX_DELAY}, not ${String(wrong)}`,
    );
  }
  return [...delays];
}
