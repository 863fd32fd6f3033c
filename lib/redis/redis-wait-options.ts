import { STORE_TIMEOUT } from '../user-code/run-user-code.js';
import { wholeNumber } from '../store/store-options.js';

/**
 * How many replicas must confirm a claim or a completion before it counts, and how long to wait for
 * them.
 *
 * @publicApi
 */
export interface RedisWaitOptions {
  /** The number of replicas that must confirm each write: a whole number above 0. */
  replicas: number;
  /**
   * The time limit of the confirmation, in milliseconds; below 5000, the time limit of a store
   * call. WAIT blocks its connection meanwhile, so give the store a separate client.
   */
  timeout: number;
}

/**
 * @throws {TypeError} one of them is not a whole number above 0
 * @throws {RangeError} `timeout` is not below 5000, the time limit of a store call
 */
export function checkWait({ replicas, timeout }: RedisWaitOptions): RedisWaitOptions {
  wholeNumber('wait.replicas', replicas, 'a whole number above 0', 1);
  wholeNumber('wait.timeout', timeout, 'a whole number of milliseconds above 0', 1_000);
  if (timeout >= STORE_TIMEOUT) {
    throw new RangeError(
      `wait.timeout must be below ${STORE_TIMEOUT} ms, the time limit of a store call, such as 1000`,
    );
  }
  return { replicas, timeout };
}
