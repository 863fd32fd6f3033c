import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClaimRenewals, type RenewableClaim } from '../../lib/events/event-claim.js';

const LEASE = 30_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** A claim that notes when it is renewed, in seconds since the test began. */
function notingClaim(): RenewableClaim & { readonly renewedAt: number[] } {
  const begin = Date.now();
  const renewedAt: number[] = [];
  return {
    renewedAt,
    renew: async () => void renewedAt.push((Date.now() - begin) / 1_000),
  };
}

describe('a claim', () => {
  it('is renewed at each third of the lease, until its listeners have finished', async () => {
    const renewals = new ClaimRenewals();
    const claim = notingClaim();
    renewals.begin(claim, LEASE);
    await jest.advanceTimersByTimeAsync(35_000);
    renewals.end(claim);
    await jest.advanceTimersByTimeAsync(LEASE);
    expect(claim.renewedAt).toEqual([10, 20, 30]);
  });

  it('is renewed by the timer of the one before it, and no timer is left after the last', async () => {
    const renewals = new ClaimRenewals();
    const [first, second, third] = [notingClaim(), notingClaim(), notingClaim()];
    renewals.begin(first, LEASE);
    await jest.advanceTimersByTimeAsync(5_000);
    renewals.begin(second, LEASE);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(5_000);
    renewals.end(first);
    await jest.advanceTimersByTimeAsync(10_000);
    renewals.end(second);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(jest.getTimerCount()).toBe(0);
    renewals.begin(third, LEASE);
    await jest.advanceTimersByTimeAsync(10_000);
    expect([first, second, third].map(({ renewedAt }) => renewedAt)).toEqual([
      [10],
      [10, 20],
      [40],
    ]);
    renewals.end(third);
  });
});
