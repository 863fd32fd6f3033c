import type {
  NewPayPaymentStatus,
  NewPayRefundStatus,
  NewPaySettlementStatus,
} from '../v1/status-codes.js';

/**
 * The status of a payment of API v2; `expired` when the time to pay was over.
 *
 * @publicApi
 */
export type NewPayV2PaymentStatus = NewPayPaymentStatus | 'expired';

// The words of v2 and the codes of v1 have nothing in common, so that no value of one is read as one of
// the other: 0, 1 and 2 are no status here.
const PAYMENT_WORDS: ReadonlyMap<string, NewPayV2PaymentStatus> = new Map([
  ['SUCCESS', 'paid'],
  ['FAIL', 'failed'],
  ['EXPIRED', 'expired'],
  ['PROCESSING', 'processing'],
]);
const REFUND_WORDS: ReadonlyMap<string, NewPayRefundStatus> = new Map([
  ['SUCCESS', 'refunded'],
  ['FAIL', 'failed'],
  ['PROCESSING', 'processing'],
]);
const SETTLEMENT_CODES: ReadonlyMap<string, NewPaySettlementStatus> = new Map([
  ['0', 'not-settled'],
  // Being settled: the money is not with the merchant yet.
  ['1', 'not-settled'],
  ['2', 'settled'],
]);

/** Decodes `payStatus` (protocol 6.2); `undefined` for an unknown word. */
export function paymentStatusOfWord(word: string): NewPayV2PaymentStatus | undefined {
  return PAYMENT_WORDS.get(word);
}

/** Decodes `status` and `refundStatus` of a refund (protocol 6.3, 6.4); `undefined` for an unknown word. */
export function refundStatusOfWord(word: string): NewPayRefundStatus | undefined {
  return REFUND_WORDS.get(word);
}

/** Decodes `settlementStatus` of v2 (protocol 6.2; v1 has other codes, 10.13). */
export function settlementStatusOfV2(code: string | undefined): NewPaySettlementStatus {
  return SETTLEMENT_CODES.get(code ?? '') ?? 'unknown';
}
