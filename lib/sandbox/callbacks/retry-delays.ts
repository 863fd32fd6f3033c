import { isDelay, MAX_DELAY } from '../delay.js';

const MINUTE = 60_000;

/** NewPay's own: every 5 minutes, 3 times (protocol 5). */
const DEFAULT_RETRY_DELAYS: readonly number[] = [5 * MINUTE, 5 * MINUTE, 5 * MINUTE];

/**
 * The option `retryDelays` with its default.
 *
 * @throws {RangeError} one of them is no delay
 */
export function resolveRetryDelays(
  delays: readonly number[] = DEFAULT_RETRY_DELAYS,
): readonly number[] {
  const wrong = delays.find((delay) => !isDelay(delay));
  if (wrong !== undefined) {
    throw new RangeError(
      `retryDelays must hold milliseconds from 0 to ${MAX_DELAY}, not ${String(wrong)}`,
    );
  }
  return [...delays];
}
