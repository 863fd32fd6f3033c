/**
 * How long a claim lasts without a renewal, in milliseconds. It is renewed while its listeners run, so
 * that it ends soon after its process does, and long before NewPay delivers again (five minutes,
 * protocol 5).
 */
export const DEFAULT_LEASE = 30 * 1000;

/** How long a handled state stays remembered, in milliseconds: seven days. */
export const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1000;
