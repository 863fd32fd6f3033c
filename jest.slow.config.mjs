import everyday from './jest.config.mjs';

/**
 * The tests that `npm test` leaves out: they wait for failures, or start many processes.
 *
 * @type {import('jest').Config}
 */
export default {
  ...everyday,
  testMatch: ['**/*.slow.spec.ts'],
  testPathIgnorePatterns: [],
};
