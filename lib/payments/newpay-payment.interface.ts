import type { NewPayPaymentStatus } from '../protocol/v1/status-codes.js';
import type { NewPayPaymentFields } from '../protocol/v1/fields.js';

/**
 * A payment as NewPay knows it (protocol 4.3), from a verified answer.
 *
 * @publicApi
 */
export interface NewPayPayment extends NewPayPaymentFields {
  /** The result of the payment; `processing` is not final. */
  readonly status: NewPayPaymentStatus;
  /** NewPay's transaction number, when it gave one. */
  readonly tranNo: string | undefined;
  /** NewPay's transaction type, when it gave one. */
  readonly tranAbbr: string | undefined;
  readonly appId: string;
}
