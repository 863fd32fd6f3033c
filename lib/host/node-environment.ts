/**
 * Whether `NODE_ENV` is `production`. Read from the environment, and not an option: who forgets to change
 * the URL of the sandbox would forget the option too.
 */
export function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production';
}
