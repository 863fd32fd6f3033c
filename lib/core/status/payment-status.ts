/** What became of a payment. */
export type NewPayPaymentStatus = 'paid' | 'failed' | 'processing';

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

/** v1's `settlementStatus` for a word (protocol 5.1), for whoever sends callbacks. */
export function settlementCodeOf(status: 'settled' | 'not-settled'): number {
  return codeOf(SETTLEMENT_CODES, status);
}

/** The word for v1's `settlementStatus` (protocol 4.3, 5.1; v2 counts otherwise, 10.13). */
export function settlementStatusOf(code: string | undefined): NewPaySettlementStatus {
  return SETTLEMENT_CODES.get(code ?? '') ?? 'unknown';
}

function codeOf<T>(codes: ReadonlyMap<string, T>, word: T): number {
  return Number(Array.from(codes.keys()).find((code) => codes.get(code) === word));
}
