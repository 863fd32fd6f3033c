import type { NewPayPaymentStatus } from '../protocol/v1/status-codes.js';
import type { NewPayPaymentFields } from '../protocol/v1/field-readers.js';

/**
 * A payment from the verified answer to a query
 * ([protocol 4.3](../../docs/protocol.md#43-query-payment)).
 *
 * @publicApi
 */
export interface NewPayPayment extends NewPayPaymentFields {
  /** The result of the payment; `processing` is not final. */
  readonly status: NewPayPaymentStatus;
  /** NewPay's transaction number, if the answer has one. */
  readonly tranNo: string | undefined;
  /** NewPay's transaction type, if the answer has one. */
  readonly tranAbbr: string | undefined;
  /** The `appId` of the registration. */
  readonly appId: string;
}
