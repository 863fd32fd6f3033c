import { describe, expect, it } from '@jest/globals';
import {
  paymentStatusOfCallback,
  paymentStatusOfQuery,
  refundStatusOfQuery,
  refundStatusOfReply,
  settlementStatusOf,
} from '../../lib/protocol/v1/status-codes.js';

describe('Status codes', () => {
  it('of a payment have opposite meanings in a callback and in a query', () => {
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

  it('decode 0 as a failed refund in a query, and as a refund in progress in the answer to the refund', () => {
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

  it('decode an undocumented settlement status as unknown', () => {
    expect(['1', '2', '0', undefined].map(settlementStatusOf)).toEqual([
      'not-settled',
      'settled',
      'unknown',
      'unknown',
    ]);
  });
});
