/**
 * The servers that the tests talk to, and the programs that they run. A test file that uses one says so in
 * its first comment, with `@needs redis`; then [test/services](../services/needs.ts) has found or started it.
 */
const { env } = process;

export const redisUrl = env['TESTS_REDIS'] ?? env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const postgresUrl =
  env['TESTS_POSTGRES'] ?? env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

export const mysqlUrl =
  env['TESTS_MARIADB'] ?? env['MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/test';

export const redisServer = env['TESTS_REDIS_SERVER'] ?? env['REDIS_SERVER'] ?? 'redis-server';

export const chromiumPath = env['TESTS_CHROMIUM'] ?? env['CHROMIUM_PATH'];

export const nginxPath = env['TESTS_NGINX'] ?? env['NGINX_PATH'] ?? 'nginx';

export const javaHome = env['TESTS_JDK'] ?? env['JAVA_HOME'] ?? '';
