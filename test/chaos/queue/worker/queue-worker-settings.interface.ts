import type { Merchant } from '../../merchant.js';
import type { CommonSettings } from '../../worker-pool.js';
import type { EngineName, JournalEntry } from '../journal.js';

/** The settings of a worker. */
export interface QueueWorkerSettings extends CommonSettings {
  /** The schema of this run in PostgreSQL, and the name of the connections that may be killed. */
  readonly run: string;
  /** The Redis of BullMQ. */
  readonly redisUrl: string;
  /** One merchant for each engine. */
  readonly merchants: Readonly<Record<EngineName, Merchant>>;
  /** The service that is down at first. */
  readonly ledgerUrl: string;
}

/** A report of a worker. */
export type QueueWorkerReport =
  | { readonly kind: 'ready'; readonly port: number }
  | JournalEntry
  /** A listener is about to run longer than the leases. */
  | { readonly kind: 'slow' }
  /** A listener found its effect recorded. */
  | { readonly kind: 'found-done' };
