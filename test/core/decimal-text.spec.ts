import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decimalsOf,
  isAboveZero,
  isDecimalText,
  isSameAmount,
} from '../../lib/core/amount/decimal-text.js';

describe('decimal text', () => {
  it.each(['0', '50000', '12.50', '0.01', '007', '123456789012345678.12'])('%s is one', (text) => {
    expect(isDecimalText(text)).toBe(true);
  });

  it.each([
    '',
    '.5',
    '5.',
    '1e5',
    '-1',
    '+1',
    '1,000',
    ' 1',
    '1\n',
    '٣',
    'NaN',
    '1.2.3',
    '1'.repeat(19),
  ])('%j is none', (text) => {
    expect(isDecimalText(text)).toBe(false);
    expect(isAboveZero(text)).toBe(false);
    expect(isSameAmount(text, text)).toBe(false);
  });

  it.each([
    ['50000', '50000.00', true],
    ['0.10', '.1', false],
    ['0.10', '0.1', true],
    ['007', '7.0', true],
    ['0', '0.00', true],
    ['100', '10', false],
    ['1.01', '1.001', false],
    ['9007199254740993', '9007199254740992', false],
  ])('%s and %s: %s', (left, right, same) => {
    expect(isSameAmount(left, right)).toBe(same);
    expect(isSameAmount(right, left)).toBe(same);
  });

  it('knows what is above zero and how precise it is', () => {
    expect(['0', '0.00', '0.01', '10'].map(isAboveZero)).toEqual([false, false, true, true]);
    expect(['5', '5.0', '5.25', 'x'].map(decimalsOf)).toEqual([0, 1, 2, 0]);
  });

  it('compares as whole numbers of the smallest unit do', () => {
    const amount = fc.tuple(fc.bigInt(0n, 10n ** 15n), fc.integer({ min: 0, max: 6 }));
    const textOf = (units: bigint, decimals: number) => {
      const digits = units.toString().padStart(decimals + 1, '0');
      const at = digits.length - decimals;
      return decimals === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
    };
    fc.assert(
      fc.property(amount, amount, ([a, i], [b, j]) => {
        const same = a * 10n ** BigInt(6 - i) === b * 10n ** BigInt(6 - j);
        expect(isSameAmount(textOf(a, i), textOf(b, j))).toBe(same);
        expect(isSameAmount(textOf(a, i), `${textOf(a, i)}${i === 0 ? '.' : ''}0`)).toBe(true);
      }),
    );
  });
});
