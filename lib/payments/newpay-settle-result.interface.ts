import type { NewPayPayment } from './newpay-payment.interface.js';

/**
 * A payment whose state is final: what `NewPayService.settle` returns when it is known in time.
 *
 * @publicApi
 */
export interface NewPayFinalPayment extends NewPayPayment {
  /**
   * `paid` or `failed`. After `failed` the payer may try again, so `newpay.paid` may follow. It is `paid` also if
   * the amount differs from that of `expectOrder`: then the event is `newpay.mismatched`.
   */
  readonly status: 'paid' | 'failed';
}

/**
 * A payment without a known final state: what `settle` of `NewPayService` and `NewPayV2Service` returns when
 * `within` is over.
 *
 * @publicApi
 */
export interface NewPayPendingPayment {
  /** The merchant's number of the order. */
  readonly orderNo: string;
  /** The payment may still be paid or fail: its event follows. */
  readonly status: 'processing';
  /**
   * Why the last query has no answer, such as a `NewPayTransportError` or, for an order that NewPay does
   * not know, a `NewPayGatewayError`; `undefined` if NewPay answered that the payment is in progress, or
   * if no query has ended yet.
   */
  readonly error: unknown;
}

/**
 * The result of `NewPayService.settle`. `status` says which of the two it is.
 *
 * @publicApi
 */
export type NewPaySettleResult = NewPayFinalPayment | NewPayPendingPayment;
