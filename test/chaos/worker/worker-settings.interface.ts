import type { BackendName } from '../backends/backend.interface.js';
import type { Merchant } from '../merchant.js';
import type { FAULTS } from '../settings.js';
import type { CommonSettings } from '../worker-pool.js';

/** The settings of a worker. */
export interface WorkerSettings extends CommonSettings {
  /** The prefix of everything that this run writes to the stores. */
  readonly run: string;
  /** The Redis of the callback store, which is restarted at times; effects are stored elsewhere. */
  readonly storeRedisUrl: string;
  /** One merchant for each store. */
  readonly merchants: Readonly<Record<BackendName, Merchant>>;
}

/** A report of a worker. */
export type WorkerReport =
  | { readonly kind: 'ready'; readonly port: number }
  /** A listener failed on purpose, before its effect or after it. */
  | { readonly kind: 'fault'; readonly backend: BackendName; readonly moment: keyof typeof FAULTS }
  /** A listener is about to run longer than its lease. */
  | { readonly kind: 'slow'; readonly backend: BackendName }
  /** A listener found its effect recorded. */
  | { readonly kind: 'found-done'; readonly backend: BackendName };
