import { setTimeout } from 'node:timers/promises';

/** Resolves when the condition holds, which is asked for every few milliseconds. */
export async function until(condition: () => unknown, within = 10_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`The condition did not hold within ${within} ms: ${condition.toString()}`);
    }
    await setTimeout(5);
  }
}
