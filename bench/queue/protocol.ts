/** An engine of jobs. */
export type EngineName = 'bullmq' | 'pg-boss';

/** The listeners of each callback: so many jobs it makes. */
export const LISTENERS = ['ship', 'mail', 'book'] as const;

/** How many jobs a worker runs at the same time. */
export const CONCURRENCY = 10;

/** What a process is told by its parent. */
export interface QueueOptions {
  readonly engine: EngineName;
  /** The prefix of BullMQ's keys, or the schema of pg-boss. */
  readonly place: string;
  readonly appId: string;
  readonly privateKey: string;
  readonly platformPublicKey: string;
}

/**
 * How jobs are run:
 * - `ours`: by the listeners of an app, with the store of the queue
 * - `memory`: the same with a store in the memory of the process, which is none for several processes
 * - `adapter`: by a function that does nothing, behind the queue of this package
 * - `bare`: by the engine's own worker, which does nothing
 * - `loop`: pg-boss alone: `fetch` and `complete`, one after the other
 */
export type Way = 'ours' | 'memory' | 'adapter' | 'bare' | 'loop';

/** What a worker is told: whose jobs it runs, and how many there are. */
export interface WorkerOptions extends QueueOptions {
  readonly way: Way;
  readonly jobs: number;
  /** How many of them warm it up, and do not count. */
  readonly warmUp: number;
}
