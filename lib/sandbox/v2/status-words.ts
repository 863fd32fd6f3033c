import type { PaymentResult } from '../orders/sandbox-order.interface.js';
import type { RefundResult } from '../refunds/sandbox-refund.interface.js';

// Written down, not derived from the decoding of the library: a mistake there would otherwise go
// unnoticed.

/** `payStatus` (protocol 6.2). */
export const PAYMENT_WORDS: Readonly<Record<PaymentResult['status'] | 'processing', string>> = {
  paid: 'SUCCESS',
  failed: 'FAIL',
  expired: 'EXPIRED',
  processing: 'PROCESSING',
};

/** `status` of a refund and `refundStatus` of its query (protocol 6.3, 6.4). */
export const REFUND_WORDS: Readonly<Record<RefundResult['status'] | 'processing', string>> = {
  refunded: 'SUCCESS',
  failed: 'FAIL',
  processing: 'PROCESSING',
};

/** `settlementStatus` of a payment that is not paid out (protocol 6.2). */
export const NOT_SETTLED = 0;
