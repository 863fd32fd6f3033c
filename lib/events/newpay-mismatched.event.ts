import type { Currency } from '../protocol/v1/currency.enum.js';
import { NewPayEvent, type NewPayEventFields } from './newpay-event.js';

/** What the host says an order costs. */
export interface NewPayExpectedOrder {
  /** Decimal text; `50000` and `50000.00` are the same amount. */
  readonly orderAmt: string;
  readonly currency: Currency | `${Currency}`;
}

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
