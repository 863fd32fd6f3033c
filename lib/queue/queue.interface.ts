import type { NewPayCallbackStore } from '../store/callback-store.interface.js';

/**
 * The data of a job: plain JSON. It has verified fields, and no key and no signature.
 *
 * @publicApi
 */
export interface NewPayJobData {
  /** The version of this data. A job of an unknown version is not run: its error names the version, and the
   * job stays in the queue. */
  readonly version: number;
  readonly [field: string]: unknown;
}

/**
 * A job that a {@link NewPayQueue} stores.
 *
 * @publicApi
 */
export interface NewPayQueueJob {
  /**
   * The idempotency key, a text of up to 1,000 characters. A job whose id the queue knows is left as it
   * is: one that waits, runs or has failed, and one that is done, as long as the engine keeps it. Where
   * an engine takes other ids, derive one (a hash) and keep this one beside it.
   */
  readonly id: string;
  /** What the job does, such as `event`: the name that the engine's dashboard shows. */
  readonly kind: string;
  /** The merchant registration whose handler runs it: several merchants share one queue. */
  readonly scope: string;
  /** What the job is about: the merchant's order number. */
  readonly group: string;
  /** What the job needs to run, as plain JSON. */
  readonly data: NewPayJobData;
  /**
   * How long it waits before its first run, in milliseconds.
   * @default 0
   */
  readonly delay?: number;
  /** How often it is run in all before it counts as failed: a whole number above 0. */
  readonly attempts: number;
  /**
   * How long it waits after an attempt that has no other delay, as after a crash, in milliseconds.
   */
  readonly backoff: number;
}

/**
 * How a run of a job ended:
 * - `done`: it is not run again.
 * - `again`: it could not be run now. It is run again after `delay`, and this does not count as an
 *   attempt.
 * - `failed`: the attempt failed. It is run again after `delay`; after its last attempt it stays with
 *   the engine as failed, with `reason` (dead letter).
 *
 * @publicApi
 */
export type NewPayJobResult =
  | {
      /** The job has finished. */
      readonly outcome: 'done';
    }
  | {
      /** The job could not be run now. This does not count as an attempt. */
      readonly outcome: 'again';
      /** How long the job waits before its next run, in milliseconds. */
      readonly delay: number;
    }
  | {
      /** The attempt failed. */
      readonly outcome: 'failed';
      /** How long the job waits before its next attempt, in milliseconds; without effect after the last one. */
      readonly delay: number;
      /** Why the attempt failed, for the engine's dashboard. */
      readonly reason: string;
    };

/**
 * What a handler knows of a run.
 *
 * @publicApi
 */
export interface NewPayJobRun {
  /**
   * Which attempt it is, from 1. It is above `attempts` of the job when a failed job is run again by
   * hand.
   */
  readonly attempt: number;
  /** Aborted when the engine no longer waits for this run: the queue closes, or its lock is lost. */
  readonly signal: AbortSignal;
}

/**
 * Runs one job. If it rejects, or the process dies, the attempt counts as failed, and the next one
 * follows after the job's `backoff`.
 *
 * @publicApi
 */
export type NewPayJobHandler = (job: NewPayQueueJob, run: NewPayJobRun) => Promise<NewPayJobResult>;

/**
 * The jobs of one scope that are run in this process.
 *
 * @publicApi
 */
export interface NewPayQueueWorker {
  /**
   * Takes no new jobs, waits at most `timeout` milliseconds for those that run, and gives back the rest:
   * other processes run them, and this does not count as an attempt where the engine can tell.
   */
  close(timeout: number): Promise<void>;
}

/**
 * A durable queue: an adapter to an engine such as BullMQ or pg-boss. It keeps a job until it is done,
 * across crashes and restarts, and runs it at least once.
 *
 * A method may reject when the engine is unreachable. A callback is acknowledged only if `add` has
 * resolved. Each call except `close` of a worker has a time limit of 5 seconds. Test your own
 * implementation with `runQueueContract`.
 *
 * @publicApi
 */
export interface NewPayQueue {
  /**
   * Connects, and prepares what the engine needs, such as tables. Called while the app boots. The app
   * starts even if it fails: every other method then tries again. May be called several times, and
   * again after `close`.
   */
  open(): Promise<void>;

  /**
   * Stores jobs of one scope: all or none. When it resolves they are durable.
   *
   * @param options `db`: the transaction of the app in which to store them, for an engine that can; a
   * `TypeError` for one that cannot
   */
  add(jobs: readonly NewPayQueueJob[], options?: { readonly db?: unknown }): Promise<void>;

  /**
   * Runs the jobs of a scope in this process, as they become due. A job of another scope is not taken,
   * or is given back without a run.
   */
  work(scope: string, handler: NewPayJobHandler): Promise<NewPayQueueWorker>;

  /** The jobs of a scope that failed for the last time (dead letters), at most `limit`. */
  failed(scope: string, limit: number): Promise<readonly NewPayQueueJob[]>;

  /**
   * The jobs of a scope and a group that are not done: they wait, they run, or they have failed for the
   * last time.
   */
  unfinished(scope: string, group: string): Promise<readonly NewPayQueueJob[]>;

  /**
   * Runs jobs of a scope again now: failed ones, with one more attempt, and ones that wait for their
   * time. One that runs already, is done or is unknown is left as it is.
   *
   * @returns for each id, whether the job was found and runs again
   */
  retry(scope: string, ids: readonly string[]): Promise<readonly boolean[]>;

  /**
   * Ends what `open` has opened, after the workers were closed. What the app passed in, such as its own
   * connection, stays open. May be called several times.
   */
  close(): Promise<void>;

  /**
   * A store over the same engine. The option `store` defaults to it.
   */
  readonly store?: NewPayCallbackStore;
}
