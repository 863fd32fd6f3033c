import type { NewPayFailedEvent } from './newpay-failed.event.js';
import type { NewPayMismatchedEvent } from './newpay-mismatched.event.js';
import type { NewPayPaidEvent } from './newpay-paid.event.js';

/** The events of this package: the part of the name after `newpay.`, and the class. */
export interface NewPayEventMap {
  paid: NewPayPaidEvent;
  failed: NewPayFailedEvent;
  mismatched: NewPayMismatchedEvent;
}

/** The part of an event's name after `newpay.`. */
export type NewPayEventName = keyof NewPayEventMap;

/** Any event of this package. */
export type NewPayAnyEvent = NewPayEventMap[NewPayEventName];
