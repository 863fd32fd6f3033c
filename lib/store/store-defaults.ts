/**
 * How long a claim lasts when its process dies, in milliseconds: less than the five minutes after
 * which NewPay delivers again (protocol 5), more than any listener should take.
 */
export const DEFAULT_LEASE = 4 * 60 * 1000;

/** How long a handled state stays remembered, in milliseconds: seven days. */
export const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1000;
