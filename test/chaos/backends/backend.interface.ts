import type { Effect } from '../effect.js';

/** Where the workers of one run remember callbacks and do their effects. */
export type BackendName = 'redis' | 'postgres';

/** The orchestrator's side of it. */
export interface Backend {
  readonly name: BackendName;
  readonly title: string;
  /** Whether an effect is never done twice, not even when a kill fell between it and its mark. */
  readonly isExactlyOnce: boolean;
  prepare(): Promise<void>;
  /** Every effect, the first one first. */
  effects(): Promise<Effect[]>;
  /** Removes everything of this run. */
  clean(): Promise<void>;
}
