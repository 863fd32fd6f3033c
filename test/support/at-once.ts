import { beforeAll, expect, it } from '@jest/globals';

type Declare = (name: string, test: () => Promise<void>) => void;

/**
 * Declares tests that wait for real so that they all wait at the same time: each reports by itself.
 */
export function declaredAtOnce(declare: (it: Declare) => void): void {
  const tests = new Map<string, () => Promise<void>>();
  declare((name, test) => void tests.set(name, test));
  const results = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const [name, test] of tests) {
      const result = test();
      // Reported by its own test; until then it is nobody's rejection.
      result.catch(() => undefined);
      results.set(name, result);
    }
  });
  it.each([...tests.keys()])('%s', async (name) => {
    await expect(results.get(name)).resolves.toBeUndefined();
  });
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
