import { setTimeout } from 'node:timers/promises';

/** Resolves at a moment, in milliseconds since the epoch; at once when it is over. */
export async function until(moment: number): Promise<void> {
  await setTimeout(Math.max(0, moment - Date.now()));
}
