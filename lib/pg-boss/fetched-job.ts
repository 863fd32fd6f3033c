import { wholeNumberOf } from '../store/sql/sql-replies.js';

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

/**
 * Parses what pg-boss has fetched. The app may have told `pg` to return numbers as text or `bigint`, and JSON as text.
 *
 * @throws {TypeError} pg-boss answered something else
 */
export function readFetchedJobs(answer: unknown): FetchedJob[] {
  if (!Array.isArray(answer)) {
    throw new TypeError('fetch() of pg-boss did not answer with an array');
  }
  return answer.map((job: unknown) => {
    const { id, data, ...counts } = Object(job) as Partial<FetchedJob>;
    const retryCount = wholeNumberOf(counts.retryCount);
    const retryLimit = wholeNumberOf(counts.retryLimit);
    if (typeof id !== 'string' || retryCount === undefined || retryLimit === undefined) {
      throw new TypeError(
        'fetch() of pg-boss answered with a job without id, retryCount or retryLimit',
      );
    }
    return { id, data: jsonOf(data), retryCount, retryLimit };
  });
}

/** The JSON of a job, which may have come as text; anything else as it is. */
export function jsonOf(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : data;
  } catch {
    return data;
  }
}
