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
  // Not documented; the yuan has two (inferred).
  [Currency.CNY, 2],
]);

/**
 * The problem of an amount to be sent, as a phrase that follows the field's name. LAK is whole, USD has at
 * most two decimals (protocol 8.1), and so has an unknown currency. Trailing zeros do not count: `50000.00`
 * is whole. A JavaScript number is rejected: a float does not hold every amount exactly.
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
    : `must have at most two decimals for ${currency === Currency.CNY ? 'CNY' : 'USD'}, such as "12.50"`;
}

/**
 * An amount as it is sent: equal in value, without the zero decimals that its currency does not have. So
 * the amount of an event, which NewPay prints as `50000.00`, can be refunded as it is. When the currency
 * is not known, a whole amount is sent without decimals, because it may be LAK.
 */
export function amountToSend(amount: string, currency: unknown): string {
  const places = DECIMALS.get(currency);
  if (places !== undefined) {
    return dropZeroDecimals(amount, places);
  }
  return dropZeroDecimals(amount, significantDecimals(amount) === 0 ? 0 : 2);
}

/** The amount of an order, with the decimals that the `currency` of the same object allows. */
export function IsOrderAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderAmount', (value, { currency }) => problemOfAmount(value, currency), options);
}

/** The amount of a refund. A refund has no currency field: its currency is that of the payment. */
export function IsRefundAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isRefundAmount', (value) => problemOfAmount(value, undefined), options);
}

/** The amount of a refund of API v2, with the decimals that the `currency` of the same object allows. */
export function IsV2RefundAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule(
    'isV2RefundAmount',
    (value, { currency }) => problemOfAmount(value, currency),
    options,
  );
}
