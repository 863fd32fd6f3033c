import { describe, expect, it } from '@jest/globals';
import {
  paymentStatusOfCallback,
  paymentStatusOfQuery,
  settlementStatusOf,
} from '../../lib/core/status/payment-status.js';

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

  it('tell the settlement, or that it is unknown', () => {
    expect(['1', '2', '0', undefined].map(settlementStatusOf)).toEqual([
      'not-settled',
      'settled',
      'unknown',
      'unknown',
    ]);
  });
});
