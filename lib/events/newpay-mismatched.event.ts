import type { NewPayExpectedOrder } from '../options/newpay-options.interface.js';
import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * `newpay.mismatched`: NewPay has money for this order, but its amount or currency is not what
 * `expectOrder` returned, or `expectOrder` does not know the order. It is published in place of
 * `newpay.paid`. Do not ship: a person has to look at it.
 *
 * @publicApi
 */
export class NewPayMismatchedEvent extends NewPayEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  override readonly name = 'newpay.mismatched';

  /** What `expectOrder` returned; `undefined` when it does not know the order. */
  readonly expected: NewPayExpectedOrder | undefined;

  /** Copies the fields of an event from `fields`, and freezes the event. `expected` is what `expectOrder` returned. */
  constructor(fields: NewPayEventFields, expected: NewPayExpectedOrder | undefined) {
    super(fields);
    // Copies these two fields only: the app may have returned an entity of its database.
    this.expected =
      expected && Object.freeze({ orderAmt: expected.orderAmt, currency: expected.currency });
    Object.freeze(this);
  }
}
