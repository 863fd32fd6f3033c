/** A final state of a payment; `expired` is one of API v2 alone. */
export type FinalStatus = 'paid' | 'failed' | 'expired';
