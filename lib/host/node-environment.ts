/**
 * Whether the host says that it is in production, by the variable that Node's tools and hosters agree
 * on. Beside `newPayConfig` this is the one place that reads the environment: an option would be left
 * out by just those who forgot to change the address of their sandbox.
 */
export function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production';
}
