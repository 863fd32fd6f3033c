import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decimalsOf,
  dropZeroDecimals,
  isAboveZero,
  isDecimalText,
  isSameAmount,
  isSumAbove,
  sumOf,
  largerAmount,
  significantDecimals,
} from '../../lib/protocol/decimal-amount.js';

describe('A decimal string:', () => {
  it.each(['0', '50000', '12.50', '0.01', '007', '123456789012345678.12'])(
    '%s is valid',
    (text) => {
      expect(isDecimalText(text)).toBe(true);
    },
  );

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
  ])('%j is not valid', (text) => {
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

  it.each<[unknown, unknown]>([
    [5, 5],
    [5, '5'],
    [undefined, undefined],
    [null, null],
    [['5'], '5'],
    [new String('5'), '5'],
    [{ toString: () => '5' }, '5'],
    [Symbol('5'), '5'],
  ])('a value that is not a string equals nothing: %p and %p', (left, right) => {
    expect(Reflect.apply(isSameAmount, undefined, [left, right])).toBe(false);
    expect(Reflect.apply(isSameAmount, undefined, [right, left])).toBe(false);
  });

  it.each([
    ['50000.00', 0, '50000'],
    ['50000.0', 0, '50000'],
    ['50000.000000', 0, '50000'],
    ['50000.10', 0, '50000.10'],
    ['50000', 0, '50000'],
    ['100', 0, '100'],
    ['100', 2, '100'],
    ['12.5', 2, '12.5'],
    ['12.50', 2, '12.50'],
    ['12.500', 2, '12.50'],
    ['12.000', 2, '12.00'],
    ['12.501', 2, '12.501'],
  ])('%s with at most %i decimals is %s', (text, places, expected) => {
    expect(dropZeroDecimals(text, places)).toBe(expected);
    expect(isSameAmount(text, expected)).toBe(true);
  });

  it('does not count trailing zeros as decimals', () => {
    expect(['5', '5.0', '5.250', '0.001', 'x'].map(significantDecimals)).toEqual([0, 0, 2, 3, 0]);
  });

  it('tells whether it is above zero, and its number of decimals', () => {
    expect(['0', '0.00', '0.01', '10'].map(isAboveZero)).toEqual([false, false, true, true]);
    expect(['5', '5.0', '5.25', 'x'].map(decimalsOf)).toEqual([0, 1, 2, 0]);
  });

  const amount = fc.tuple(fc.bigInt(0n, 10n ** 15n), fc.integer({ min: 0, max: 6 }));
  const textOf = (units: bigint, decimals: number): string => {
    const digits = units.toString().padStart(decimals + 1, '0');
    const at = digits.length - decimals;
    return decimals === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  };
  const unitsOf = (units: bigint, decimals: number): bigint => units * 10n ** BigInt(6 - decimals);

  it('compares like whole numbers of the smallest unit', () => {
    fc.assert(
      fc.property(amount, amount, ([a, i], [b, j]) => {
        const same = unitsOf(a, i) === unitsOf(b, j);
        expect(isSameAmount(textOf(a, i), textOf(b, j))).toBe(same);
        expect(isSameAmount(textOf(a, i), `${textOf(a, i)}${i === 0 ? '.' : ''}0`)).toBe(true);
      }),
    );
  });

  it.each([
    ['5', '4.99'],
    ['12.5', '12.49'],
    ['0.1', '0.09'],
  ])('%s is greater than %s', (more, less) => {
    expect([largerAmount(more, less), largerAmount(less, more)]).toEqual([more, more]);
    expect([isSumAbove([more], less), isSumAbove([less], more)]).toEqual([true, false]);
  });

  it.each([
    [[], '0'],
    [['50000', '20000.00'], '70000'],
    [['0.10', '0.20'], '0.3'],
    [['0.01'], '0.01'],
    [['999999999999999999', '0.000000000000000001'], '999999999999999999.000000000000000001'],
  ])('is the exact sum of others, without zeros at its end: %j, %s', (amounts, sum) => {
    expect(sumOf(amounts)).toBe(sum);
  });

  it('is not exceeded by a sum of the same value', () => {
    expect(isSumAbove(['5', '0.50'], '5.5')).toBe(false);
    expect(isSumAbove(['5', '0.51'], '5.5')).toBe(true);
  });

  it('sums and orders like whole numbers of the smallest unit', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 4 }), amount, (parts, [b, j]) => {
        const sum = parts.reduce((all, part) => all + unitsOf(...part), 0n);
        const texts = parts.map((part) => textOf(...part));
        expect(isSumAbove(texts, textOf(b, j))).toBe(sum > unitsOf(b, j));
      }),
    );
    fc.assert(
      fc.property(amount, amount, ([a, i], [b, j]) => {
        const larger = unitsOf(a, i) > unitsOf(b, j) ? textOf(a, i) : textOf(b, j);
        expect(isSameAmount(largerAmount(textOf(a, i), textOf(b, j)), larger)).toBe(true);
      }),
    );
  });
});
