import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryDelay } from '../../lib/queue/retry-delay.js';

const HOUR = 3_600_000;

describe('The pause between two attempts', () => {
  it('is three times as long after each one, up to 16 hours.', () => {
    const delays = Array.from({ length: 11 }, (_, index) => retryDelay(30_000, index + 1, 0));

    expect(delays).toEqual([
      30_000, 90_000, 270_000, 810_000, 2_430_000, 7_290_000, 21_870_000, 57_600_000, 57_600_000,
      57_600_000, 57_600_000,
    ]);
    const days = delays.reduce((sum, delay) => sum + delay, 0) / 24 / HOUR;
    expect(days).toBeCloseTo(3.05, 2);
  });

  it('is never shorter than its base, and at most a tenth longer than it should be.', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16 * HOUR }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (base, attempt, random) => {
          const delay = retryDelay(base, attempt, random);
          expect(delay).toBeGreaterThanOrEqual(base);
          expect(delay).toBeLessThanOrEqual(Math.ceil(16 * HOUR * 1.1));
          expect(Number.isSafeInteger(delay)).toBe(true);
        },
      ),
    );
  });
});
