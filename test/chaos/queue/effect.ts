import type { Task } from './journal.js';

/** The effect of a listener on an order, as recorded in the database. */
export interface Effect extends Task {
  /** Whether it was committed in one transaction with its record. */
  readonly isOnce: boolean;
}
