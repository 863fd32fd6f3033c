import type { OutageKind } from '../../plan.js';
import type { Outage } from '../../verdict.js';
import type { EngineName } from '../journal.js';

/** The jobs that an engine still has. */
export interface Leftovers {
  /** Jobs that wait or run. */
  readonly unfinished: number;
  /** Dead letters. */
  readonly failed: number;
}

/** A queue engine, as the orchestrator sees it. */
export interface Engine {
  readonly name: EngineName;
  readonly title: string;
  /** The outages so far of its server, or of the connections to it. */
  readonly outages: readonly Outage[];
  prepare(): Promise<void>;
  /** Causes an outage, if it is one of this engine. */
  strike(kind: OutageKind): Promise<void>;
  leftovers(): Promise<Leftovers>;
  /** What is known of some jobs that wait or run. */
  unfinished(): Promise<string[]>;
  /** Removes everything of this run. */
  clean(): Promise<void>;
}
