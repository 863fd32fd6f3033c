import { describe, expect, it } from '@jest/globals';
import {
  callbackCodeOf,
  paymentStatusOfCallback,
  paymentStatusOfQuery,
  queryCodeOf,
  refundCallbackCodeOf,
  refundCodeOf,
  refundStatusOfQuery,
  refundStatusOfReply,
  settlementCodeOf,
  settlementStatusOf,
} from '../../lib/protocol/v1/status-codes.js';

describe('NewPay’s status codes', () => {
  it('turn over between callback and query', () => {
    expect(['0', '1', '2', '', '00'].map(paymentStatusOfCallback)).toEqual([
      'paid',
      'failed',
      undefined,
      undefined,
      undefined,
    ]);
    expect(['1', '0', '2', '3', ''].map(paymentStatusOfQuery)).toEqual([
      'paid',
      'failed',
      'processing',
      undefined,
      undefined,
    ]);
  });

  it('make a refund’s 0 final in a query, and not in the answer to the refund', () => {
    expect(['1', '0', '2', '3', ''].map(refundStatusOfQuery)).toEqual([
      'refunded',
      'failed',
      'processing',
      undefined,
      undefined,
    ]);
    expect(['1', '0', '2', '3', ''].map(refundStatusOfReply)).toEqual([
      'refunded',
      'processing',
      'processing',
      undefined,
      undefined,
    ]);
  });

  it('are found for the words, for whoever answers in NewPay’s place', () => {
    expect((['paid', 'failed'] as const).map(callbackCodeOf)).toEqual([0, 1]);
    expect((['paid', 'failed', 'processing'] as const).map(queryCodeOf)).toEqual([1, 0, 2]);
    expect((['refunded', 'failed', 'processing'] as const).map(refundCodeOf)).toEqual([1, 0, 2]);
    expect((['settled', 'not-settled'] as const).map(settlementCodeOf)).toEqual([2, 1]);
  });

  it.each([
    ['example', 0, 1],
    ['table', 1, 0],
  ] as const)('of a refund callback follow NewPay’s %s', (reading, refunded, failed) => {
    expect(refundCallbackCodeOf('refunded', reading)).toBe(refunded);
    expect(refundCallbackCodeOf('failed', reading)).toBe(failed);
  });

  it('tell the settlement, or that it is unknown', () => {
    expect(['1', '2', '0', undefined].map(settlementStatusOf)).toEqual([
      'not-settled',
      'settled',
      'unknown',
      'unknown',
    ]);
  });
});
