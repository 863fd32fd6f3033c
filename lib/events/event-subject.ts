import type { NewPayAnyEvent } from './event-names.js';
import { NewPayRefundEvent } from './newpay-refund-event.js';

// States only go forward: a failed payment may still be paid, a paid one never fails. Money that did
// not match may be found to match later, when the host has corrected its order.
const RANKS: Readonly<Record<NewPayAnyEvent['name'], number>> = {
  'newpay.failed': 1,
  'newpay.mismatched': 2,
  'newpay.paid': 3,
  'newpay.refund-failed': 1,
  'newpay.refunded': 3,
};

/** The place of an event among the states of its subject: a higher one outranks a lower one. */
export function rankOf({ name }: NewPayAnyEvent): number {
  return RANKS[name];
}

/** The names of the events that outrank one, of payments or of refunds as it is. */
export function outrankingNames(event: NewPayAnyEvent): NewPayAnyEvent['name'][] {
  const names = Object.keys(RANKS) as NewPayAnyEvent['name'][];
  return names.filter((name) => RANKS[name] > rankOf(event));
}

/**
 * What an event is about, as a store knows it. A callback names no merchant (protocol 10.23), so that
 * the registration's name keeps apart the equal numbers of two merchants that share a store.
 */
export function subjectOf(event: NewPayAnyEvent): string {
  const scope = `${event.merchant ?? ''}:${event.raw['appId']}`;
  return event instanceof NewPayRefundEvent
    ? `refund:${scope}:${event.refundOrderNo}`
    : `payment:${scope}:${event.orderNo}`;
}

/** NewPay's own number of what an event is about: it tells a repeat from a second payment. */
export function referenceOf(event: NewPayAnyEvent): string {
  return event instanceof NewPayRefundEvent ? event.newpayRefundOrderNo : event.newpayOrderNo;
}
