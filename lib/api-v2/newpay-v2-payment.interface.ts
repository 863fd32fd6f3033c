import type { NewPayV2PaymentFields } from '../protocol/v2/payment.js';

/**
 * Which order of API v2 is queried: by your number, or by NewPay's.
 *
 * @publicApi
 */
export type NewPayV2OrderReference =
  | {
      /** Your number of the order. */
      readonly orderNo: string;
      /** Leave it out when you give `orderNo`. */
      readonly newpayOrderNo?: undefined;
    }
  | {
      /** NewPay's number of the order. */
      readonly newpayOrderNo: string;
      /** Leave it out when you give `newpayOrderNo`. */
      readonly orderNo?: undefined;
    };

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
