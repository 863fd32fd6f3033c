/** The services that the tests talk to; a test that cannot reach one fails. */
export const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
export const postgresUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
