import { beforeAll, expect, it } from '@jest/globals';

type Declare = (name: string, test: () => Promise<void>) => void;

/** So few that they do not use up each other's time. */
const AT_ONCE = 6;

/** A test waits for those that run before it, too. In milliseconds. */
const TIMEOUT = 60_000;

/**
 * Declares tests that wait for real so that several wait at the same time: each reports by itself.
 *
 * @param atOnce how many; 1 for tests that share what they test
 */
export function declaredAtOnce(declare: (it: Declare) => void, atOnce = AT_ONCE): void {
  const tests = new Map<string, () => Promise<void>>();
  declare((name, test) => void tests.set(name, test));
  const results = new Map<string, Promise<void>>();
  beforeAll(() => {
    const slots = Array.from({ length: atOnce }, () => Promise.resolve());
    for (const [i, [name, test]] of [...tests].entries()) {
      const result = slots[i % atOnce]!.then(test);
      results.set(name, result);
      // Reported by its own test; until then it is nobody's rejection.
      slots[i % atOnce] = result.catch(() => undefined);
    }
  });
  it.each([...tests.keys()])(
    '%s',
    async (name) => {
      await expect(results.get(name)).resolves.toBeUndefined();
    },
    TIMEOUT,
  );
}

/** Runs tests all at the same time; which of them failed, by name, and with what. */
export async function failuresOf(declare: (it: Declare) => void): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const running: Promise<void>[] = [];
  declare((name, test) => {
    running.push(
      test().catch((error: unknown) => {
        failures.set(name, error instanceof Error ? error.message : String(error));
      }),
    );
  });
  await Promise.all(running);
  return failures;
}
