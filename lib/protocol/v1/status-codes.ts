/** What became of a payment. */
export type NewPayPaymentStatus = 'paid' | 'failed' | 'processing';

/** What became of a refund. */
export type NewPayRefundStatus = 'refunded' | 'failed' | 'processing';

/**
 * How to read the status of a refund callback, on which NewPay's page contradicts itself (protocol
 * 10.2): by its example 0 is a success, by its table 1 is.
 */
export type NewPayRefundCallbackReading = 'example' | 'table';

/** Whether NewPay has paid the money out to the merchant; `unknown` for a code no page lists. */
export type NewPaySettlementStatus = 'settled' | 'not-settled' | 'unknown';

// The codes of `transStatus` turn over between the callback and the query (protocol 10.1), which is
// why they never leave this file.
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
  // Listed for payments only; for refunds by analogy (inferred).
  ['2', 'processing'],
]);
const REFUND_CALLBACK_CODES: Readonly<
  Record<
    NewPayRefundCallbackReading,
    ReadonlyMap<string, Exclude<NewPayRefundStatus, 'processing'>>
  >
> = {
  // The example shows a success alone; that the failure is 1 then is inferred.
  example: new Map([
    ['0', 'refunded'],
    ['1', 'failed'],
  ]),
  table: new Map([
    ['1', 'refunded'],
    ['0', 'failed'],
  ]),
};
const SETTLEMENT_CODES: ReadonlyMap<string, NewPaySettlementStatus> = new Map([
  ['1', 'not-settled'],
  ['2', 'settled'],
]);

/** The word for a payment callback's `transStatus` (protocol 5.1); `undefined` for an unknown code. */
export function paymentStatusOfCallback(code: string): 'paid' | 'failed' | undefined {
  return CALLBACK_CODES.get(code);
}

/** The word for a payment query's `transStatus` (protocol 4.3); `undefined` for an unknown code. */
export function paymentStatusOfQuery(code: string): NewPayPaymentStatus | undefined {
  return QUERY_CODES.get(code);
}

/** A payment callback's `transStatus` for a word (protocol 5.1), for whoever sends callbacks. */
export function callbackCodeOf(status: 'paid' | 'failed'): number {
  return codeOf(CALLBACK_CODES, status);
}

/** A payment query's `transStatus` for a word (protocol 4.3), for whoever answers queries. */
export function queryCodeOf(status: NewPayPaymentStatus): number {
  return codeOf(QUERY_CODES, status);
}

/** The `tranStatus` of a refund's answer or query for a word (protocol 4.4, 4.5), for whoever answers. */
export function refundCodeOf(status: NewPayRefundStatus): number {
  return codeOf(REFUND_CODES, status);
}

/** A refund callback's `transStatus` for a word (protocol 5.2), for whoever sends callbacks. */
export function refundCallbackCodeOf(
  status: 'refunded' | 'failed',
  reading: NewPayRefundCallbackReading,
): number {
  return codeOf(REFUND_CALLBACK_CODES[reading], status);
}

/** v1's `settlementStatus` for a word (protocol 5.1), for whoever sends callbacks. */
export function settlementCodeOf(status: 'settled' | 'not-settled'): number {
  return codeOf(SETTLEMENT_CODES, status);
}

/** The word for a refund query's `tranStatus` (protocol 4.5); `undefined` for an unknown code. */
export function refundStatusOfQuery(code: string): NewPayRefundStatus | undefined {
  return REFUND_CODES.get(code);
}

/**
 * The word for the `tranStatus` of the answer to a refund (protocol 4.4). Its 0 is called a failure,
 * but no other code says that a refund is still under way, and its result comes by a callback: so
 * that a fresh 0 is not final (inferred, protocol 10.5). To take it for final would invite a second
 * refund.
 */
export function refundStatusOfReply(code: string): NewPayRefundStatus | undefined {
  const status = refundStatusOfQuery(code);
  return status === 'failed' ? 'processing' : status;
}

/** The word for v1's `settlementStatus` (protocol 4.3, 5.1; v2 counts otherwise, 10.13). */
export function settlementStatusOf(code: string | undefined): NewPaySettlementStatus {
  return SETTLEMENT_CODES.get(code ?? '') ?? 'unknown';
}

function codeOf<T>(codes: ReadonlyMap<string, T>, word: T): number {
  return Number(Array.from(codes.keys()).find((code) => codes.get(code) === word));
}
