import { decimalsOf, isAboveZero, isDecimalText } from '../../core/amount/decimal-text.js';
import { Currency } from '../currency.enum.js';

/**
 * What is wrong with an amount to be sent: LAK is whole, USD takes two decimals (protocol 8.1); where
 * the currency is not known, two at most. A JS number is refused: a float cannot hold money.
 */
export function problemOfAmount(value: unknown, currency: unknown): string | undefined {
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
  if (decimalsOf(value) > 2) {
    return 'must have at most two decimals for USD, such as "12.50"';
  }
  return undefined;
}
