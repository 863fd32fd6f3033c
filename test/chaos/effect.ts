import type { State } from './callback.js';

/** What a listener did for an order, as it stands in the database. */
export interface Effect {
  readonly orderNo: string;
  readonly state: State;
  /** The process that did it. */
  readonly worker: string;
  /** When it did it, in milliseconds since the epoch. */
  readonly at: number;
}
