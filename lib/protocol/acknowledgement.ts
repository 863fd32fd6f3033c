/**
 * The answer that NewPay reads as "received": it never delivers this callback again (protocol 5, 6.6).
 */
export const ACKNOWLEDGEMENT = { transResult: 'SUCCESS' } as const;

/** The answer that NewPay reads as "not received": it retries the delivery (protocol 5, 6.6). */
export const REJECTION = { transResult: 'FAIL' } as const;
