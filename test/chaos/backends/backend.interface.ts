import type { Effect } from '../effect.js';
import type { OutageKind } from '../plan.js';
import type { Outage } from '../verdict.js';

/** The databases for the callback stores and effects of a run. */
export type BackendName = 'redis' | 'postgres' | 'mysql';

/** A database, as the orchestrator sees it. */
export interface Backend {
  readonly name: BackendName;
  readonly title: string;
  /** The outages of the store so far. */
  readonly outages: readonly Outage[];
  prepare(): Promise<void>;
  /** Causes an outage, if it is one of this store. */
  strike(kind: OutageKind): Promise<void>;
  /** All effects, the first one first. */
  effects(): Promise<Effect[]>;
  /** Removes everything of this run. */
  clean(): Promise<void>;
}
