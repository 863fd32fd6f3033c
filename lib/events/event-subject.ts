import type { NewPayAnyEvent } from './event-names.js';

// States only go forward: a failed payment may still be paid, a paid one never fails. Money that did
// not match may be found to match later, when the host has corrected its order.
const RANKS: Readonly<Record<NewPayAnyEvent['name'], number>> = {
  'newpay.failed': 1,
  'newpay.mismatched': 2,
  'newpay.paid': 3,
};

/** The place of an event among the states of its subject: a higher one outranks a lower one. */
export function rankOf({ name }: NewPayAnyEvent): number {
  return RANKS[name];
}

/**
 * What an event is about, as a store knows it. A callback names no merchant, so that `appId` and
 * `orderNo` identify an order (protocol 10.23).
 */
export function subjectOf(event: NewPayAnyEvent): string {
  return `payment:${event.raw['appId']}:${event.orderNo}`;
}
