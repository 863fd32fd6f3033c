import { describe, expect, it } from '@jest/globals';
import {
  paymentStatusOfCallback,
  paymentStatusOfQuery,
  refundStatusOfQuery,
  settlementStatusOf,
} from '../../lib/protocol/v1/status-codes.js';
import {
  PAYMENT_CALLBACK_CODES,
  PAYMENT_QUERY_CODES,
  REFUND_CALLBACK_CODES,
  REFUND_CODES,
  SETTLEMENT_CODES,
} from '../../lib/sandbox/status-code-encoding.js';

describe('The status codes of the sandbox', () => {
  it.each([
    ['payment callbacks', PAYMENT_CALLBACK_CODES, paymentStatusOfCallback],
    ['payment queries', PAYMENT_QUERY_CODES, paymentStatusOfQuery],
    ['refund queries', REFUND_CODES, refundStatusOfQuery],
    ['settlements', SETTLEMENT_CODES, settlementStatusOf],
  ])('of %s are decoded by the library to the same status', (_what, codes, decode) => {
    for (const [status, code] of Object.entries(codes)) {
      expect(decode(String(code))).toBe(status);
    }
  });

  it('of refund callbacks are 0 for a success in the reading of the example, and 1 in that of the table', () => {
    expect(REFUND_CALLBACK_CODES).toEqual({
      example: { refunded: 0, failed: 1 },
      table: { refunded: 1, failed: 0 },
    });
  });
});
