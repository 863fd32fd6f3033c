import type { NewPayCallbackStore } from './callback-store.interface.js';
import { DEFAULT_LEASE } from './callback-store.interface.js';

/**
 * A garbage collection or a busy machine can pause a process for longer than a lease below this.
 */
const SHORT_LEASE = 5_000;

/** The time until NewPay's next delivery, in milliseconds (protocol 5). */
const DELIVERY_INTERVAL = 5 * 60 * 1000;

const REQUIRED = ['claim', 'complete', 'release'] as const;

/**
 * Why the module cannot use a store, as a phrase that follows the option's name; `undefined` if it
 * can.
 */
export function storeFault(store: object): string | undefined {
  const methodOf = (name: string) => typeof fieldOf(store, name) === 'function';
  const missing = REQUIRED.filter((name) => !methodOf(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `${name}()`).join(', ');
    return missing.length === REQUIRED.length
      ? 'must be a NewPayCallbackStore'
      : `must be a NewPayCallbackStore: it does not have ${names}`;
  }
  const renew = fieldOf(store, 'renew');
  if (renew !== undefined && typeof renew !== 'function') {
    return 'must be a NewPayCallbackStore: its "renew" is not a method';
  }
  // Without renew() the field has no meaning here; a store that was written for 0.1.0 may have it.
  const lease = renew === undefined ? undefined : fieldOf(store, 'lease');
  if (lease !== undefined && !(Number.isFinite(lease) && Number(lease) > 0)) {
    return `must be a NewPayCallbackStore: its "lease" must be a number of milliseconds above 0, such as ${DEFAULT_LEASE}`;
  }
  return undefined;
}

/** Warnings about a store, each with its remedy. */
export function storeWarnings(store: NewPayCallbackStore): string[] {
  const warnings: string[] = [];
  // Not by instanceof: the store may come from a second copy of this package.
  if (fieldOf(store, 'scope') === 'process') {
    warnings.push(
      'The store deduplicates callbacks in this process only. With several instances, or to deduplicate ' +
        'across restarts, set the option "store" (nestjs-newpay/redis, nestjs-newpay/postgres, nestjs-newpay/mysql).',
    );
  }
  if (!store.renew) {
    warnings.push(
      'The store does not implement renew(): its lease must be longer than the slowest listener, and a ' +
        'failed delivery runs every listener again. Implement renew() of NewPayCallbackStore.',
    );
    return warnings;
  }
  const { lease = DEFAULT_LEASE } = store;
  if (lease < SHORT_LEASE) {
    warnings.push(
      `The store's lease is ${lease} ms: if the process pauses for longer, a second delivery runs the ` +
        `listeners at the same time. Set "lease" to ${DEFAULT_LEASE} (milliseconds).`,
    );
  }
  if (lease > DELIVERY_INTERVAL) {
    warnings.push(
      `The store's lease is ${lease} ms, longer than the 5 minutes until NewPay's next delivery: after a ` +
        'crash, deliveries are rejected until the lease ends. ' +
        `Set "lease" to ${DEFAULT_LEASE}; it is renewed while listeners run.`,
    );
  }
  return warnings;
}

function fieldOf(store: object, name: string): unknown {
  return Reflect.get(store, name);
}
