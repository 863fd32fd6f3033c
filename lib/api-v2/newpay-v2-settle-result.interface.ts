import type { NewPayPendingPayment } from '../payments/newpay-settle-result.interface.js';
import type { NewPayV2Payment } from './newpay-v2-payment.interface.js';

/**
 * A payment of API v2 whose state is final: what `NewPayV2Service.settle` returns when it is known in time.
 *
 * @publicApi
 */
export interface NewPayV2FinalPayment extends NewPayV2Payment {
  /**
   * `paid`, `failed` or `expired`. It is `paid` also if the amount differs from that of `expectOrder`: see the event
   * `newpay.mismatched`.
   */
  readonly status: 'paid' | 'failed' | 'expired';
}

/**
 * The result of `NewPayV2Service.settle`; `status` says which of the two it is.
 *
 * @publicApi
 */
export type NewPayV2SettleResult = NewPayV2FinalPayment | NewPayPendingPayment;
