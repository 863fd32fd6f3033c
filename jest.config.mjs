import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // `npm run test:slow` runs these, and `npm run test:cov` all.
  testPathIgnorePatterns: ['\\.slow\\.spec\\.ts$'],
  // Many files wait for a timeout or a server: more workers than cores make use of that time.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // What a worker has loaded as ES modules stays in its memory: a new one is faster than a full one.
  workerIdleMemoryLimit: '700MB',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    // Sources name their imports `./x.js`, as Node needs; in the tests it is still `./x.ts`.
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The sample imports the package by name: here that is its sources, as everywhere in the tests.
    '^nestjs-newpay$': '<rootDir>/lib/index.ts',
    '^nestjs-newpay/(.+)$': '<rootDir>/lib/$1/index.ts',
  },
  transform: { '^.+\\.ts$': ['<rootDir>/tools/jest-transform.mjs', { useESM: true }] },
  setupFiles: ['reflect-metadata'],
  // Redis, PostgreSQL and what else test files need: see CONTRIBUTING.md.
  globalSetup: '<rootDir>/test/services/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/test/services/jest/global-teardown.mjs',
  testRunner: '<rootDir>/test/services/jest/runner.mjs',
  reporters: ['<rootDir>/test/services/jest/reporter.mjs', 'summary'],
  testTimeout: 20_000,

  // Only with `--coverage`. Babel counts every side of `??`, `&&` and a default, V8 only blocks,
  // and V8 cannot be told to leave out what the compiler wrote for the decorators.
  coverageProvider: 'babel',
  // Barrels and interfaces have no code of their own.
  collectCoverageFrom: ['lib/**/*.ts', '!lib/**/index.ts', '!lib/**/*.interface.ts'],
  coverageReporters: ['text', 'text-summary', 'json-summary'],
  coverageThreshold: { global: { branches: 95 } },
};
