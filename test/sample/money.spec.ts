import { describe, expect, it } from '@jest/globals';
import { Currency } from '../../lib/index.js';
import { isSameMoney } from '../../sample/src/catalog/money.js';

describe('isSameMoney', () => {
  it.each([
    ['50000', '50000.00', true],
    ['38.50', '38.5', true],
    ['50000', '5', false],
    ['38.50', '38.05', false],
    ['100', '100.01', false],
  ])('%s and %s: %s', (left, right, expected) => {
    const money = (amount: string) => ({ amount, currency: Currency.USD });

    expect(isSameMoney(money(left), money(right))).toBe(expected);
  });

  it('tells currencies apart', () => {
    expect(
      isSameMoney({ amount: '1', currency: Currency.LAK }, { amount: '1', currency: Currency.USD }),
    ).toBe(false);
  });
});
