import { decimalsOf, isAboveZero, isDecimalText } from '../../protocol/decimal-amount.js';
import { Currency } from '../../protocol/v1/currency.enum.js';

// As it stands in a request, where any text may stand.
const LAK: string = Currency.LAK;

/**
 * What is wrong with an amount, `undefined` when nothing is, by the only rule that NewPay documents:
 * whole for LAK, two decimals for USD (protocol 8.1).
 *
 * @param name what the parameter is called
 */
export function problemOfAmount(
  name: string,
  amount: string,
  currency: string,
): string | undefined {
  if (!isDecimalText(amount) || /^0\d/.test(amount)) {
    return `${name} must be decimal text, such as "50000" or "12.50"`;
  }
  if (!isAboveZero(amount)) {
    return `${name} must be above zero`;
  }
  if (currency === LAK && amount.includes('.')) {
    return `${name} must be whole for LAK`;
  }
  return decimalsOf(amount) > 2 ? `${name} must have at most two decimals` : undefined;
}
