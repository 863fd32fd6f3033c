import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { globsToMatcher } from 'jest-util';
import { declaredIn, NEEDS, type NeedName } from '../needs.js';
import type { Provisions } from '../provide.js';

/** The variable that hands the plan to the processes that run the tests. */
export const PLAN = 'TESTS_PLAN';

/** What Jest says about the files that it will run. */
export interface Selection {
  readonly roots: readonly string[];
  readonly testMatch: readonly string[];
  readonly testPathIgnorePatterns: readonly string[];
  /** What was written after `npm test --`. */
  readonly patterns: readonly string[];
}

/** What the test files need, by their paths. */
export type Needs = ReadonlyMap<string, readonly NeedName[]>;

/** The test files of a selection that need something. */
export function needsOf({ roots, testMatch, testPathIgnorePatterns, patterns }: Selection): Needs {
  const isTest = globsToMatcher([...testMatch]);
  const ignored = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  const wanted = patterns.map((pattern) => new RegExp(pattern.replace(/^\.\//, ''), 'i'));
  return new Map(
    roots
      .flatMap((root) =>
        readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) =>
          path.join(root, file),
        ),
      )
      .filter(isTest)
      .filter((file) => !ignored.some((pattern) => pattern.test(file)))
      .filter((file) => wanted.length === 0 || wanted.some((pattern) => pattern.test(file)))
      .map((file) => [file, declaredIn(readFileSync(file, 'utf8'))] as const)
      .filter(([, names]) => names.length > 0),
  );
}

/** Not `DATABASE_URL` itself, which the apps of the tests read, too: `TESTS_POSTGRES`. */
function variableOf(need: string): string {
  return `TESTS_${need.toUpperCase().replaceAll('-', '_')}`;
}

/** The plan for [runner.mjs](runner.mjs): what each file gets, or why it is not run. */
export function planOf(needs: Needs, { values, missing }: Provisions): string {
  const undeclared = Object.fromEntries(
    Object.entries(NEEDS).map(([name, { undeclared: value }]) => [variableOf(name), value]),
  );
  const files = [...needs].map(([file, names]) => {
    const reasons = names.flatMap((name) => missing.get(name) ?? []);
    const variables = Object.fromEntries(names.map((name) => [variableOf(name), values.get(name)]));
    return [file, { reasons, variables }];
  });
  return JSON.stringify({ undeclared, files: Object.fromEntries(files) });
}
