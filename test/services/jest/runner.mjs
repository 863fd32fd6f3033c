/**
 * Runs a test file as Jest does, with the addresses and paths of what it `@needs`. A file that needs
 * something that is missing is not loaded, and counts as skipped.
 */
import { createEmptyTestResult } from '@jest/test-result';
import circus from 'jest-circus/runner';

export default async function run(globalConfig, config, environment, runtime, testPath, ...rest) {
  const { undeclared, files } = JSON.parse(process.env.TESTS_PLAN);
  const { reasons = [], variables = {} } = files[testPath] ?? {};
  if (reasons.length > 0) {
    return notRun(testPath, reasons);
  }
  Object.assign(environment.global.process.env, undeclared, variables);
  return circus.default(globalConfig, config, environment, runtime, testPath, ...rest);
}

function notRun(testFilePath, reasons) {
  const title = reasons.join(' ');
  const test = { ancestorTitles: [], title, fullName: title, status: 'pending' };
  return {
    ...createEmptyTestResult(),
    testFilePath,
    skipped: true,
    numPendingTests: 1,
    testResults: [{ ...test, failureDetails: [], failureMessages: [], numPassingAsserts: 0 }],
  };
}
