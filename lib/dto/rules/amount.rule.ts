import {
  dropZeroDecimals,
  isAboveZero,
  isDecimalText,
  significantDecimals,
} from '../../protocol/decimal-amount.js';
import { Currency } from '../../protocol/v1/currency.enum.js';
import type { ValidationOptions } from 'class-validator';
import { Rule } from './rule.decorator.js';

/** How many decimals NewPay takes (protocol 8.1). */
const DECIMALS: ReadonlyMap<unknown, number> = new Map([
  [Currency.LAK, 0],
  [Currency.USD, 2],
]);

/**
 * What is wrong with an amount to be sent: LAK is whole, USD takes two decimals (protocol 8.1); where
 * the currency is not known, two at most. Zeros at the end do not count: `50000.00` is whole. A JS
 * number is refused: a float cannot hold money.
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
  if (significantDecimals(value) <= (DECIMALS.get(currency) ?? 2)) {
    return undefined;
  }
  return currency === Currency.LAK
    ? 'must be whole for LAK, such as "50000"'
    : 'must have at most two decimals for USD, such as "12.50"';
}

/**
 * An amount as it is sent, equal in value to the one given: without the zero decimals that its
 * currency does not take. So the amount of an event, which NewPay prints as `50000.00`, may be given
 * back as it is. Where the currency is not known, a whole amount is sent whole: LAK must be.
 */
export function amountToSend(amount: string, currency: unknown): string {
  const places = DECIMALS.get(currency);
  if (places !== undefined) {
    return dropZeroDecimals(amount, places);
  }
  return dropZeroDecimals(amount, significantDecimals(amount) === 0 ? 0 : 2);
}

/** An amount to be sent, as precise as the `currency` of the same object allows. */
export function IsOrderAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderAmount', (value, { currency }) => problemOfAmount(value, currency), options);
}

/** An amount to give back. A refund names no currency: it has the payment's. */
export function IsRefundAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isRefundAmount', (value) => problemOfAmount(value, undefined), options);
}
