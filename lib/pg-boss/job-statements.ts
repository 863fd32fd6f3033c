/**
 * What the API of pg-boss does not offer in all of its versions, on its table of jobs, which versions 10
 * to 12 have in common.
 */
export interface JobStatements {
  /** Fails unless the table has the columns that the others use. */
  readonly probe: string;
  /** How many of the jobs are in the table. */
  readonly count: string;
  /** Makes jobs wait again, without an attempt. */
  readonly again: string;
  /** Sets how long a job waits after the attempt that is about to fail. */
  readonly setDelay: string;
  /** Renews the lease of jobs that run. */
  readonly touch: string;
  /** Keeps failed jobs from being removed. */
  readonly keepFailed: string;
  readonly failed: string;
  readonly unfinished: string;
  readonly retry: string;
}

export function statementsFor(schema: string): JobStatements {
  const job = `"${schema}".job`;
  const state = (name: string): string => `'${name}'::"${schema}".job_state`;
  return {
    probe: `SELECT id, name, data, state, retry_limit, retry_count, retry_delay, retry_backoff, start_after,
      started_on, created_on, completed_on FROM ${job} LIMIT 0`,
    count: `SELECT count(*)::int AS count FROM ${job} WHERE name = $1 AND id = ANY($2::uuid[])`,
    // Without "started_on" the next fetch does not count an attempt.
    again: `UPDATE ${job} SET
        state = CASE WHEN retry_count > 0 THEN ${state('retry')} ELSE ${state('created')} END,
        started_on = NULL,
        start_after = now() + $3::double precision * interval '1 second'
      WHERE name = $1 AND id = ANY($2::uuid[]) AND state = ${state('active')}`,
    setDelay: `UPDATE ${job} SET retry_delay = $3::int, retry_backoff = false
      WHERE name = $1 AND id = $2::uuid AND state = ${state('active')}`,
    touch: `UPDATE ${job} SET started_on = now()
      WHERE name = $1 AND id = ANY($2::uuid[]) AND state = ${state('active')}`,
    // pg-boss removes a failed job some time after "completed_on": twelve hours or seven days.
    keepFailed: `UPDATE ${job} SET completed_on = now() + interval '100 years'
      WHERE name = $1 AND state = ${state('failed')} AND completed_on < now() + interval '50 years'`,
    failed: `SELECT data FROM ${job} WHERE name = $1 AND state = ${state('failed')}
      ORDER BY created_on, id LIMIT $2::int`,
    unfinished: `SELECT data FROM ${job}
      WHERE name = $1 AND data->>'group' = $2
        AND state IN (${['created', 'retry', 'active', 'failed'].map(state).join(', ')})
      ORDER BY created_on, id`,
    retry: `UPDATE ${job} SET
        state = CASE WHEN state = ${state('created')} THEN state ELSE ${state('retry')} END,
        retry_limit = CASE WHEN state = ${state('failed')} THEN retry_limit + 1 ELSE retry_limit END,
        start_after = now(),
        completed_on = NULL
      WHERE name = $1 AND id = ANY($2::uuid[])
        AND state IN (${['created', 'retry', 'failed'].map(state).join(', ')})
      RETURNING id::text AS id`,
  };
}
