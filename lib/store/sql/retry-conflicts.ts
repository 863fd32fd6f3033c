import { setTimeout } from 'node:timers/promises';
import { isConflict } from './sql-state.js';

/** With the pauses below this takes well under a second, of the 5 seconds that a store call has. */
const ATTEMPTS = 8;

/** The longest pause in milliseconds; the first ones are shorter. */
const MAX_PAUSE = 100;

/**
 * Runs a single statement, and retries it when it failed because of a concurrent one: a
 * serialization failure or a deadlock. A statement that fails has changed nothing.
 *
 * @param pause waits for so many milliseconds
 * @throws any other error at once, or the conflict of the last attempt
 */
export async function retryConflicts<T>(
  run: () => Promise<T>,
  pause: (milliseconds: number) => Promise<void> = setTimeout,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) {
        throw error;
      }
    }
    await pause(Math.random() * Math.min(MAX_PAUSE, 2 ** (attempt + 2)));
  }
}
