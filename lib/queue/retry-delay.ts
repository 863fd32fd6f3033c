/** The longest pause between two attempts, in milliseconds: 16 hours. */
const MAX_DELAY = 16 * 60 * 60 * 1000;

/** How much longer a pause may be by chance: jobs that failed together do not come back together. */
const JITTER = 0.1;

/**
 * How long a job waits after an attempt that failed, in milliseconds: `base` after the first one, three
 * times as long after each further one, at most 16 hours (or `base`, if that is longer), and up to a
 * tenth more by chance. Twelve attempts from 30 seconds take three days in all.
 *
 * @param attempt from 1
 * @param random from 0 to below 1
 */
export function retryDelay(base: number, attempt: number, random = Math.random()): number {
  const delay = Math.min(base * 3 ** Math.max(0, attempt - 1), Math.max(base, MAX_DELAY));
  return Math.round(delay * (1 + JITTER * random));
}
