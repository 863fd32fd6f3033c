import type { NewPayApi } from 'nestjs-newpay';
import type { State } from './callback.js';

/**
 * Both listeners receive every event of an order; each may fail after the other one has finished.
 */
export const LISTENERS = ['ship', 'mail'] as const;

export type ListenerName = (typeof LISTENERS)[number];

/** The effect of a listener on an order, as recorded in the database. */
export interface Effect {
  /** The API of the event. */
  readonly api: NewPayApi;
  readonly orderNo: string;
  readonly state: State;
  /** The listener. */
  readonly listener: ListenerName;
  /** Whether it was committed in one transaction with its record. */
  readonly isOnce: boolean;
  /** The process. */
  readonly worker: string;
  /** The time, in milliseconds since the epoch. */
  readonly at: number;
}
