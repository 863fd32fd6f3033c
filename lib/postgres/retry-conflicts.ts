import { setTimeout as pause } from 'node:timers/promises';
import { isConflict } from './sql-state.js';

/** With the pauses below well under a second, of the five that a store may take. */
const ATTEMPTS = 8;

/** The longest pause in milliseconds; the first ones are shorter. */
const MAX_PAUSE = 100;

/**
 * Runs a statement by itself, again when it lost to a concurrent one: above "read committed", or in a
 * deadlock, the database refuses one of two. It has changed nothing then.
 *
 * @throws the last conflict, or at once whatever else the statement failed with
 */
export async function retryConflicts<T>(run: () => Promise<T>): Promise<T> {
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
