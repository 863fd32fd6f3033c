import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';
import { group } from './groups.mjs';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  testMatch: group.tests.map((test) => `<rootDir>/test/${test}.spec.ts`),
  testEnvironment: fileURLToPath(new URL('fail-fast-environment.cjs', import.meta.url)),
  // A mutant that makes a test hang is noticed sooner.
  testTimeout: 5_000,
};
