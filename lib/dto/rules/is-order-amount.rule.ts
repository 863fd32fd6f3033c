import type { ValidationOptions } from 'class-validator';
import { decimalsOf, isAboveZero, isDecimalText } from '../../core/amount/decimal-text.js';
import { Currency } from '../currency.enum.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/**
 * Decimal text above zero, as precise as the currency of the same object allows: LAK is whole, USD
 * takes two decimals (protocol 8.1). A JS number is refused: a float cannot hold money.
 */
export function IsOrderAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderAmount', problemOfAmount, options);
}

const problemOfAmount: FindProblem = (value, { currency }) => {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return `must be decimal text, not a ${typeof value}: write it in quotes, such as "50000"`;
  }
  if (typeof value !== 'string' || !isDecimalText(value) || /^0\d/.test(value)) {
    return 'must be decimal text, such as "50000" or "12.50"';
  }
  if (!isAboveZero(value)) {
    return 'must be above zero';
  }
  if (currency === Currency.LAK && value.includes('.')) {
    return 'must be whole for LAK, such as "50000"';
  }
  if (currency === Currency.USD && decimalsOf(value) > 2) {
    return 'must have at most two decimals for USD, such as "12.50"';
  }
  return undefined;
};
