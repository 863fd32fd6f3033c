import { setTimeout } from 'node:timers/promises';

/** Resolves at a time, in milliseconds since the epoch; at once if it is past. */
export async function until(moment: number): Promise<void> {
  await setTimeout(Math.max(0, moment - Date.now()));
}
