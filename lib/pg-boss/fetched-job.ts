/** A job that pg-boss has handed out. */
export interface FetchedJob {
  /** The UUID. */
  readonly id: string;
  /** As it was stored. */
  readonly data: unknown;
  /** How many attempts there were before. */
  readonly retryCount: number;
  readonly retryLimit: number;
}

/** @throws {TypeError} pg-boss answered something else */
export function readFetchedJobs(answer: unknown): FetchedJob[] {
  if (!Array.isArray(answer)) {
    throw new TypeError('fetch() of pg-boss did not answer with an array');
  }
  return answer.map((job: unknown) => {
    const { id, data, retryCount, retryLimit } = Object(job) as Partial<FetchedJob>;
    if (
      typeof id !== 'string' ||
      typeof retryCount !== 'number' ||
      typeof retryLimit !== 'number'
    ) {
      throw new TypeError(
        'fetch() of pg-boss answered with a job without id, retryCount or retryLimit',
      );
    }
    return { id, data, retryCount, retryLimit };
  });
}
