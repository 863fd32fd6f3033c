import type {
  NewPayPaymentStatus,
  NewPayRefundStatus,
  NewPaySettlementStatus,
} from '../protocol/v1/status-codes.js';

/**
 * Which of NewPay's two contradicting descriptions of the refund callback's status applies
 * ([protocol 5.2](../../docs/protocol.md#52-refund-callback) and
 * [protocol 10.2](../../docs/protocol.md#10-contradictions-and-traps)): by its example 0 is a
 * success, by its table 1 is.
 *
 * @publicApi
 */
export type NewPayRefundCallbackReading = 'example' | 'table';

// Written down, not derived from the decoding of the library: a mistake there would otherwise go
// unnoticed.

/**
 * `transStatus` of a payment callback ([protocol 5.1](../../docs/protocol.md#51-payment-callback)).
 */
export const PAYMENT_CALLBACK_CODES = { paid: 0, failed: 1 } as const;

/**
 * `transStatus` of the answer to a payment query
 * ([protocol 4.3](../../docs/protocol.md#43-query-payment)): the reverse of the callback's.
 */
export const PAYMENT_QUERY_CODES: Readonly<Record<NewPayPaymentStatus, number>> = {
  paid: 1,
  failed: 0,
  processing: 2,
};

/**
 * `tranStatus` of the answers to a refund and to its query
 * ([protocol 4.4](../../docs/protocol.md#44-refund) and
 * [protocol 4.5](../../docs/protocol.md#45-query-refund)).
 */
export const REFUND_CODES: Readonly<Record<NewPayRefundStatus, number>> = {
  refunded: 1,
  failed: 0,
  // Documented for payments only; for refunds inferred.
  processing: 2,
};

/**
 * `transStatus` of a refund callback. Of the example only the success is documented; its failure is
 * inferred.
 */
export const REFUND_CALLBACK_CODES: Readonly<
  Record<NewPayRefundCallbackReading, { readonly refunded: number; readonly failed: number }>
> = {
  example: { refunded: 0, failed: 1 },
  table: { refunded: 1, failed: 0 },
};

/**
 * `settlementStatus` of v1 ([protocol 4.3](../../docs/protocol.md#43-query-payment) and
 * [protocol 5.1](../../docs/protocol.md#51-payment-callback)).
 */
export const SETTLEMENT_CODES: Readonly<
  Record<Exclude<NewPaySettlementStatus, 'unknown'>, number>
> = { 'not-settled': 1, settled: 2 };
