/**
 * Whether `NODE_ENV` is `production`. Beside `newPayConfig` this is the only place that reads the
 * environment: who forgets to change the URL of the sandbox would forget an option too.
 */
export function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production';
}
