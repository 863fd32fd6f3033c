/** The values of `tranAbbr`. NewPay documents none; these are assumptions. */
export const TRANSACTION_TYPES = { payment: 'PAY', refund: 'REFUND' } as const;
