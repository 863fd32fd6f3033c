import type { Noise } from './measure/noise.js';
import type { Summary } from './measure/summary.js';

/** How much is measured. */
export interface Settings {
  /** The folder of another checkout, built, to compare the callback with; its figures are not kept. */
  readonly against?: string;
  readonly rounds: number;
  /** How long one round of one contestant lasts, in milliseconds. */
  readonly roundMs: number;
  /** How long the soak lasts, in seconds. */
  readonly soakSeconds: number;
  /** How many callbacks the memory store is made to remember. */
  readonly remembered: number;
}

/** Something measured. */
export interface Figure extends Summary {
  readonly what: string;
  readonly unit: string;
}

/** Something measured against something else, and what it was to be. */
export interface Comparison extends Summary {
  readonly what: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Its label in the chart; without one it is not in it. */
  readonly chart?: string;
}

/** What a section found out. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly comparisons: readonly Comparison[];
  /** What else the machine did meanwhile. */
  readonly noise?: Noise;
}

/** One question of the benchmark. */
export interface Section {
  readonly title: string;
  /** How it is measured, in a few sentences. */
  readonly method: string;
  run(settings: Settings): Promise<Findings>;
}
