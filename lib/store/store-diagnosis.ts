import type { NewPayCallbackStore } from './callback-store.interface.js';
import { DEFAULT_LEASE } from './callback-store.interface.js';

/** Below this a pause of the process, as for garbage or a busy machine, outlasts a claim. */
const SHORT_LEASE = 5_000;

/** NewPay delivers again after five minutes (protocol 5). */
const DELIVERY_INTERVAL = 5 * 60 * 1000;

const REQUIRED = ['claim', 'complete', 'release'] as const;

/** Why the module cannot work with a store; `undefined` when it can. */
export function storeFault(store: unknown): string | undefined {
  const methodOf = (name: string) => typeof fieldOf(store, name) === 'function';
  const missing = REQUIRED.filter((name) => !methodOf(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `${name}()`).join(', ');
    return missing.length === REQUIRED.length
      ? 'must be a NewPayCallbackStore'
      : `must be a NewPayCallbackStore: it has no ${names}`;
  }
  const renew = fieldOf(store, 'renew');
  if (renew !== undefined && typeof renew !== 'function') {
    return 'must be a NewPayCallbackStore: its renew is no method';
  }
  // Without renew() it is a field of the store's own, as one written for 0.1.0 may have.
  const lease = renew === undefined ? undefined : fieldOf(store, 'lease');
  if (lease !== undefined && !(typeof lease === 'number' && Number.isFinite(lease) && lease > 0)) {
    return `must be a NewPayCallbackStore: its lease must be a number of milliseconds above 0, such as ${DEFAULT_LEASE}`;
  }
  return undefined;
}

/** What an engineer should know of a store before it matters, each with its remedy. */
export function storeWarnings(store: NewPayCallbackStore): string[] {
  const warnings: string[] = [];
  // By its data: it may come from a second copy of this package.
  if (fieldOf(store, 'scope') === 'process') {
    warnings.push(
      'Handled callbacks are remembered in this process alone: with several instances, or to ' +
        'survive a restart, set the option "store" (nestjs-newpay/redis, nestjs-newpay/postgres).',
    );
  }
  if (!store.renew) {
    warnings.push(
      'The store has no renew() and works as in 0.1.0: its lease must be longer than the slowest ' +
        'listener, and a failed delivery runs every listener again. Implement renew() of NewPayCallbackStore.',
    );
    return warnings;
  }
  const { lease = DEFAULT_LEASE } = store;
  if (lease < SHORT_LEASE) {
    warnings.push(
      `The store's lease is ${lease} ms: when the process pauses for longer than that, a second ` +
        `delivery runs the listeners at the same time. Set lease to ${DEFAULT_LEASE}; it is in milliseconds.`,
    );
  }
  if (lease > DELIVERY_INTERVAL) {
    warnings.push(
      `The store's lease is ${lease} ms, longer than the 5 minutes until NewPay delivers again: ` +
        'after a crash, deliveries are refused until it ends. ' +
        `Set lease to ${DEFAULT_LEASE}; it is renewed while listeners run.`,
    );
  }
  return warnings;
}

function fieldOf(store: unknown, name: string): unknown {
  return typeof store === 'object' && store !== null ? Reflect.get(store, name) : undefined;
}
