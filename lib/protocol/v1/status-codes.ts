/**
 * The status of a payment.
 *
 * @publicApi
 */
export type NewPayPaymentStatus = 'paid' | 'failed' | 'processing';

/**
 * The status of a refund.
 *
 * @publicApi
 */
export type NewPayRefundStatus = 'refunded' | 'failed' | 'processing';

/**
 * Whether NewPay has paid the money out to the merchant; `unknown` for an undocumented code.
 *
 * @publicApi
 */
export type NewPaySettlementStatus = 'settled' | 'not-settled' | 'unknown';

// The codes of `transStatus` have opposite meanings in a callback and in a query (protocol 10.1),
// so they are decoded here and used nowhere else.
const CALLBACK_CODES: ReadonlyMap<string, Exclude<NewPayPaymentStatus, 'processing'>> = new Map([
  ['0', 'paid'],
  ['1', 'failed'],
]);
const QUERY_CODES: ReadonlyMap<string, NewPayPaymentStatus> = new Map([
  ['1', 'paid'],
  ['0', 'failed'],
  ['2', 'processing'],
]);
const REFUND_CODES: ReadonlyMap<string, NewPayRefundStatus> = new Map([
  ['1', 'refunded'],
  ['0', 'failed'],
  // Documented for payments only; for refunds inferred.
  ['2', 'processing'],
]);
const SETTLEMENT_CODES: ReadonlyMap<string, NewPaySettlementStatus> = new Map([
  ['1', 'not-settled'],
  ['2', 'settled'],
]);

/** Decodes `transStatus` of a payment callback (protocol 5.1); `undefined` for an unknown code. */
export function paymentStatusOfCallback(code: string): 'paid' | 'failed' | undefined {
  return CALLBACK_CODES.get(code);
}

/**
 * Decodes `transStatus` of the answer to a payment query (protocol 4.3); `undefined` for an unknown
 * code.
 */
export function paymentStatusOfQuery(code: string): NewPayPaymentStatus | undefined {
  return QUERY_CODES.get(code);
}

/**
 * Decodes `tranStatus` of the answer to a refund query (protocol 4.5); `undefined` for an unknown
 * code.
 */
export function refundStatusOfQuery(code: string): NewPayRefundStatus | undefined {
  return REFUND_CODES.get(code);
}

/**
 * Decodes `tranStatus` of the answer to a refund (protocol 4.4); `undefined` for an unknown code. 0
 * is documented as a failure, but there is no code for a refund in progress, and its result comes
 * with a callback: here 0 is `processing` (inferred, protocol 10.5). If it were final, a merchant
 * might refund a second time.
 */
export function refundStatusOfReply(code: string): NewPayRefundStatus | undefined {
  const status = refundStatusOfQuery(code);
  return status === 'failed' ? 'processing' : status;
}

/** Decodes `settlementStatus` of v1 (protocol 4.3, 5.1; v2 has other codes, 10.13). */
export function settlementStatusOf(code: string | undefined): NewPaySettlementStatus {
  return SETTLEMENT_CODES.get(code ?? '') ?? 'unknown';
}
