import type { NewPayFailedEvent } from './newpay-failed.event.js';
import type { NewPayPaidEvent } from './newpay-paid.event.js';

/** The events of this package: the part of the name after `newpay.`, and the class. */
export interface NewPayEventMap {
  paid: NewPayPaidEvent;
  failed: NewPayFailedEvent;
}

/** The part of an event's name after `newpay.`. */
export type NewPayEventName = keyof NewPayEventMap;

/** The name under which the host's `EventEmitter2` publishes an event. */
export function fullEventName<T extends NewPayEventName>(name: T): `newpay.${T}` {
  return `newpay.${name}`;
}
