import { fileURLToPath } from 'node:url';
import { group } from './test/mutation/groups.mjs';

const { MUTATION_GROUP, MUTATION_SAMPLE, MUTATION_CONCURRENCY = '2' } = process.env;
const REPORTS = `reports/mutation/${MUTATION_GROUP}`;
const runner = (name) => fileURLToPath(new URL(`test/mutation/runner/${name}`, import.meta.url));

/** One group of files at a time; `npm run test:mutation` runs them all. */
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [...group.mutate, '!**/index.ts', '!**/*.interface.ts'],
  testRunner: 'in-process',
  plugins: [runner('in-process-runner.mjs'), runner('sample.mjs')],
  checkers: MUTATION_SAMPLE ? ['sample'] : [],
  testRunnerNodeArgs: ['--no-warnings', '--import', runner('register-hooks.mjs')],
  coverageAnalysis: 'perTest',
  concurrency: Number(MUTATION_CONCURRENCY),
  // Long enough for a busy machine: a mutant that is slow is not a mutant that hangs.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  dryRunTimeoutMinutes: 60,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `${REPORTS}.json` },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'coverage', 'reports', 'sample/*/.data', 'sample/*/dist'],
};
