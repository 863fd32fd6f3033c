import type { NewPayDuplicateEvent } from './newpay-duplicate.event.js';
import type { NewPayFailedEvent } from './newpay-failed.event.js';
import type { NewPayMismatchedEvent } from './newpay-mismatched.event.js';
import type { NewPayPaidEvent } from './newpay-paid.event.js';
import type { NewPayRefundFailedEvent } from './newpay-refund-failed.event.js';
import type { NewPayRefundedEvent } from './newpay-refunded.event.js';
import type { NewPayUnresolvedEvent } from './newpay-unresolved.event.js';

/**
 * The events of this package: the key is the part of the event's name after `newpay.`, the value is the
 * event's class.
 *
 * @publicApi
 */
export interface NewPayEventMap {
  /** The order is paid. Final. */
  paid: NewPayPaidEvent;
  /** An attempt to pay the order failed, or the order expired. Not final: `paid` may follow. */
  failed: NewPayFailedEvent;
  /** The order is paid, with another amount or currency than the option `expectOrder` returned. */
  mismatched: NewPayMismatchedEvent;
  /** The order is paid a second time, under another NewPay number. */
  duplicate: NewPayDuplicateEvent;
  /** With a queue: NewPay has told no final state at the last time of the option `watch`. */
  unresolved: NewPayUnresolvedEvent;
  /** A refund was made. Final. */
  refunded: NewPayRefundedEvent;
  /** A refund failed. A new refund, under a new number, is safe. */
  'refund-failed': NewPayRefundFailedEvent;
}

/**
 * The part of an event's name after `newpay.`, such as `paid` or `refund-failed`: what `@OnNewPay` takes.
 *
 * @publicApi
 */
export type NewPayEventName = keyof NewPayEventMap;

/**
 * Any event of this package: a union that `name` discriminates.
 *
 * @publicApi
 */
export type NewPayAnyEvent = NewPayEventMap[NewPayEventName];

/** The full name of each event, as it is published. */
export const EVENT_NAMES: Readonly<Record<NewPayEventName, NewPayAnyEvent['name']>> = {
  paid: 'newpay.paid',
  failed: 'newpay.failed',
  mismatched: 'newpay.mismatched',
  duplicate: 'newpay.duplicate',
  unresolved: 'newpay.unresolved',
  refunded: 'newpay.refunded',
  'refund-failed': 'newpay.refund-failed',
};
