/**
 * The servers that the tests talk to. A test file that uses one says so in its first comment, with
 * `@needs redis`; then [test/services](../services/needs.ts) has found or started it.
 */
export const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
export const postgresUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** The program of `@needs redis-server`. */
export const redisServer = process.env['REDIS_SERVER'] ?? 'redis-server';
