import type { NewPayExpectedOrder } from '../options/newpay-options.interface.js';
import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/**
 * `newpay.mismatched`: NewPay has a payer's money, but not what the order costs, or for an order
 * that the host does not know. Published instead of `newpay.paid`, for a person to look at.
 *
 * @publicApi
 */
export class NewPayMismatchedEvent extends NewPayEvent {
  override readonly name = 'newpay.mismatched';

  /** What `expectOrder` returned; `undefined` when the host does not know the order. */
  readonly expected: NewPayExpectedOrder | undefined;

  constructor(fields: NewPayEventFields, expected: NewPayExpectedOrder | undefined) {
    super(fields);
    // A copy of these two alone: what the host returned may be an entity of its database.
    this.expected =
      expected && Object.freeze({ orderAmt: expected.orderAmt, currency: expected.currency });
    Object.freeze(this);
  }
}
