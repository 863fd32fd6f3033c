import type { TestDatabase } from './test-databases.js';

/** Lets time pass for the jobs of the shop's queue: those that are due within it are due now. */
export async function passTime(
  { query }: Pick<TestDatabase, 'query'>,
  interval: string,
): Promise<void> {
  await query(
    `UPDATE pgboss.job SET start_after = start_after - $1::interval WHERE state < 'active'`,
    [interval],
  );
}
