import { group } from './test/mutation/groups.mjs';

const REPORTS = `reports/mutation/${process.env.MUTATION_GROUP}`;

/** One group of files at a time; `npm run test:mutation` runs them all. */
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [...group.mutate, '!**/index.ts', '!**/*.interface.ts'],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  jest: { configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  incremental: true,
  incrementalFile: `${REPORTS}.incremental.json`,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `${REPORTS}.json` },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'coverage', 'docs', 'reports', 'sample/*/.data', 'sample/*/dist'],
};
