import { STORE_TIMEOUT } from '../foreign-code/with-timeout.js';
import { wholeNumber } from '../store/store-options.js';

/**
 * Which replicas must have a claim or a handled state before it counts.
 *
 * @publicApi
 */
export interface RedisWaitOptions {
  /** How many replicas must have it: a whole number above 0. */
  replicas: number;
  /**
   * How long they are waited for, in milliseconds: below 5000, the time that a store may take. Other
   * commands of the same connection wait as long, so give the store a client of its own.
   */
  timeout: number;
}

/**
 * @throws {TypeError} one of them is not a whole number above 0
 * @throws {RangeError} `timeout` is longer than a store may take
 */
export function checkWait({ replicas, timeout }: RedisWaitOptions): RedisWaitOptions {
  wholeNumber('wait.replicas', replicas, 'a whole number above 0', 1);
  wholeNumber('wait.timeout', timeout, 'a whole number of milliseconds above 0', 1_000);
  if (timeout >= STORE_TIMEOUT) {
    throw new RangeError(
      `wait.timeout must be below ${STORE_TIMEOUT} ms, the time that a store may take, such as 1000`,
    );
  }
  return { replicas, timeout };
}
