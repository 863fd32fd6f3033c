import type { Effect } from '../effect.js';
import type { OutageKind } from '../plan.js';
import type { Outage } from '../verdict.js';

/** Where the workers of one run remember callbacks and do their effects. */
export type BackendName = 'redis' | 'postgres';

/** The orchestrator's side of it. */
export interface Backend {
  readonly name: BackendName;
  readonly title: string;
  /** What has befallen the store so far. */
  readonly outages: readonly Outage[];
  prepare(): Promise<void>;
  /** Does it to the store, when it is one of those that befall it. */
  strike(kind: OutageKind): Promise<void>;
  /** Every effect, the first one first. */
  effects(): Promise<Effect[]>;
  /** Removes everything of this run. */
  clean(): Promise<void>;
}
