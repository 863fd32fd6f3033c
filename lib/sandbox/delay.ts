/** The maximum delay of a Node timer, in milliseconds. */
export const MAX_DELAY = 2 ** 31 - 1;

/** Whether a number of milliseconds is valid for a Node timer. */
export function isDelay(ms: number): boolean {
  return ms >= 0 && ms <= MAX_DELAY;
}
