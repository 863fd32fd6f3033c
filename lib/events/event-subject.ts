import type { NewPayEventName } from './event-names.js';
import type { NewPayEvent } from './newpay-event.js';

// States only go forward: a failed payment may still be paid, a paid one never fails.
const RANKS: Readonly<Record<NewPayEventName, number>> = { failed: 1, paid: 3 };

/** The place of an event among the states of its subject: what outranks it, replaces it. */
export function rankOf(name: NewPayEventName): number {
  return RANKS[name];
}

/**
 * What an event is about, as the store knows it. A callback names no merchant, so that `appId` and
 * `orderNo` identify an order (protocol 10.23).
 */
export function subjectOf(event: NewPayEvent): string {
  return `payment:${event.raw['appId']}:${event.orderNo}`;
}
