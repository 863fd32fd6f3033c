import { setTimeout } from 'node:timers/promises';

/** Resolves when the condition holds; asks for it now and then, for at most ten seconds. */
export async function until(condition: () => unknown): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await condition()) {
      return;
    }
    await setTimeout(20);
  }
  throw new Error('The condition did not come to hold.');
}
