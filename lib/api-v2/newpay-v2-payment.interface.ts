import type { NewPayV2PaymentFields } from '../protocol/v2/payment.js';

/**
 * Which order of API v2 is queried: by your number, or by NewPay's.
 *
 * @publicApi
 */
export type NewPayV2OrderReference =
  | { readonly orderNo: string; readonly newpayOrderNo?: undefined }
  | { readonly newpayOrderNo: string; readonly orderNo?: undefined };

/**
 * A payment of API v2, from the answer to a query.
 *
 * @publicApi
 */
export interface NewPayV2Payment extends NewPayV2PaymentFields {
  /**
   * Whether the signature of the answer was verified. `false` only with the option
   * `v2.unverified: 'ask'`.
   */
  readonly verified: boolean;
}
