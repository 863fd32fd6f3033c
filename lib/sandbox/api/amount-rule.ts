import { decimalsOf, isAboveZero, isDecimalText } from '../../protocol/decimal-amount.js';
import { Currency } from '../../protocol/v1/currency.enum.js';

// As a string: a request may contain any currency.
const LAK: string = Currency.LAK;

/**
 * Validates an amount by the only documented rule: whole for LAK, two decimals for USD (protocol
 * 8.1). Separate from the rules of the library, so that the sandbox does not repeat their mistakes.
 *
 * @param name the name of the parameter
 * @returns the problem, `undefined` if the amount is valid
 */
export function problemOfAmount(
  name: string,
  amount: string,
  currency: string,
): string | undefined {
  if (!isDecimalText(amount) || /^0\d/.test(amount)) {
    return `${name} must be a decimal string, such as "50000" or "12.50"`;
  }
  if (!isAboveZero(amount)) {
    return `${name} must be above zero`;
  }
  if (currency === LAK && amount.includes('.')) {
    return `${name} must be whole for LAK`;
  }
  return decimalsOf(amount) > 2 ? `${name} must have at most two decimals` : undefined;
}
