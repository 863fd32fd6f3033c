import type { BackendName } from '../backends/backend.interface.js';
import type { FAULTS } from '../settings.js';

/** The settings of a worker. */
export interface WorkerSettings {
  /** The unique ID of this process. */
  readonly id: string;
  readonly platform: 'express' | 'fastify';
  /** The prefix of everything that this run writes to the stores. */
  readonly run: string;
  readonly seed: number;
  /** The Redis of the callback store, which is restarted at times; effects are stored elsewhere. */
  readonly storeRedisUrl: string;
  /** One merchant for each store. */
  readonly merchants: Readonly<Record<BackendName, Merchant>>;
}

/** The credentials of a merchant. */
export interface Merchant {
  readonly appId: string;
  readonly merchantId: string;
  readonly privateKey: string;
  readonly platformPublicKey: readonly string[];
  readonly baseUrl: string;
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
