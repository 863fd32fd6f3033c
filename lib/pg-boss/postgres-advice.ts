/** Asks whether PostgreSQL answers before a row is on its disk. */
export const COMMIT_SETTING = `SELECT current_setting('synchronous_commit') AS setting`;

/**
 * What is wrong with a PostgreSQL that has to keep jobs.
 *
 * @param rows the reply to {@link COMMIT_SETTING}
 */
export function adviceOn([row]: readonly unknown[]): string | undefined {
  const { setting } = Object(row) as { setting?: unknown };
  return setting === 'off'
    ? 'PostgreSQL answers before jobs are on its disk, so that a crash of it loses jobs (synchronous_commit is "off"). ' +
        'Set "synchronous_commit = on" for the connections of PgBoss.'
    : undefined;
}
