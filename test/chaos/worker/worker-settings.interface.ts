import type { BackendName } from '../backends/backend.interface.js';
import type { FAULTS } from '../settings.js';

/** What a worker is told when it starts. */
export interface WorkerSettings {
  /** Names this process, and none after it. */
  readonly id: string;
  readonly platform: 'express' | 'fastify';
  /** What everything of this run in the stores begins with. */
  readonly run: string;
  readonly seed: number;
  /** The Redis that remembers callbacks, and is restarted now and then; effects are kept elsewhere. */
  readonly storeRedisUrl: string;
  /** Each store serves a merchant of its own. */
  readonly merchants: Readonly<Record<BackendName, Merchant>>;
}

/** What NewPay has given a merchant. */
export interface Merchant {
  readonly appId: string;
  readonly merchantId: string;
  readonly privateKey: string;
  readonly platformPublicKey: readonly string[];
  readonly baseUrl: string;
}

/** What a worker tells. */
export type WorkerReport =
  | { readonly kind: 'ready'; readonly port: number }
  /** A listener failed on purpose, before its effect or after it. */
  | { readonly kind: 'fault'; readonly backend: BackendName; readonly moment: keyof typeof FAULTS }
  /** A listener is about to outlive its lease. */
  | { readonly kind: 'slow'; readonly backend: BackendName }
  /** A listener found its effect done. */
  | { readonly kind: 'found-done'; readonly backend: BackendName };
