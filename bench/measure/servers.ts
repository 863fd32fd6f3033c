const { env } = process;

/** Where the servers are, as for the tests. */
export const REDIS_URL = env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
export const POSTGRES_URL = env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
export const MYSQL_URL = env['MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/test';
