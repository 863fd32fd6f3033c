/** `tranAbbr`: no value of a transaction's type is published, these are the sandbox's own. */
export const TRANSACTION_TYPES = { payment: 'PAY', refund: 'REFUND' } as const;
