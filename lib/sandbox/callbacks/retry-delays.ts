import type { NewPayApi } from '../../events/newpay-event.js';
import { isDelay, MAX_DELAY } from '../delay.js';

const MINUTE = 60_000;

/** The delays before each further delivery of a callback, in milliseconds, by API. */
export type RetryDelays = Readonly<Record<NewPayApi, readonly number[]>>;

const DEFAULT_RETRY_DELAYS: RetryDelays = {
  /** 3 times, every 5 minutes (protocol 5). */
  v1: [5 * MINUTE, 5 * MINUTE, 5 * MINUTE],
  /** After 10 seconds, 5 minutes and 30 minutes (protocol 6.6). */
  v2: [10_000, 5 * MINUTE, 30 * MINUTE],
};

/**
 * Applies the default of the option `retryDelays`: NewPay's own, which each API has for itself.
 *
 * @throws {RangeError} it is no list, or a delay is not valid for a timer
 */
export function resolveRetryDelays(delays: readonly number[] | undefined): RetryDelays {
  if (delays === undefined) {
    return DEFAULT_RETRY_DELAYS;
  }
  // Callers without types may give a single number or a text.
  const list = [delays].flat();
  const wrong = Array.isArray(delays) ? list.findIndex((delay) => !isDelay(delay)) : 0;
  if (wrong !== -1) {
    throw new RangeError(
      `retryDelays must contain milliseconds from 0 to ${MAX_DELAY}, not ${String(list[wrong])}`,
    );
  }
  return { v1: list, v2: list };
}
