/** The longest delay that a timer of Node takes, in milliseconds. */
export const MAX_DELAY = 2 ** 31 - 1;

/** Whether a timer can wait for so many milliseconds. */
export function isDelay(ms: number): boolean {
  return ms >= 0 && ms <= MAX_DELAY;
}
