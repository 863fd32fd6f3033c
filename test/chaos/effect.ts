import type { State } from './callback.js';

/** Every event of an order is heard by both; each may fail while the other one has finished. */
export const LISTENERS = ['ship', 'mail'] as const;

export type ListenerName = (typeof LISTENERS)[number];

/** What a listener did for an order, as it stands in the database. */
export interface Effect {
  readonly orderNo: string;
  readonly state: State;
  /** The listener that did it. */
  readonly listener: ListenerName;
  /** Whether it was done in one transaction with the mark that it is done. */
  readonly isOnce: boolean;
  /** The process that did it. */
  readonly worker: string;
  /** When it did it, in milliseconds since the epoch. */
  readonly at: number;
}
