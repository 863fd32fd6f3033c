import { amountToSend, problemOfAmount } from '../dto/rules/amount.rule.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import type { NewPayCallFields } from '../gateway/raw-call.js';
import { Currency } from '../protocol/v1/currency.enum.js';

/** An order of the WeChat mini program: what NewPay's page shows of it (protocol 8.1), and the rest. */
export interface NewPayMiniProgramOrder {
  readonly currency: Currency | `${Currency}`;
  /** Decimal text above zero: whole for LAK, at most two decimals for USD. */
  readonly orderAmt: string;
  /** The fields that NewPay documents only to its merchants. */
  readonly [field: string]: string | number;
}

const CURRENCIES: readonly string[] = Object.values(Currency);

/**
 * Checks the rule of amounts that the page of the mini program states (protocol 8.1).
 *
 * @returns the fields, with the amount as it is sent
 * @throws {NewPayValidationError} NewPay does not take the amount or the currency
 */
export function requireMoney(fields: NewPayCallFields): NewPayCallFields {
  const { orderAmt, currency } = fields;
  const violations = [
    violationOf('currency', problemOfCurrency(currency)),
    violationOf('orderAmt', problemOfAmount(orderAmt, currency)),
  ].filter((violation) => violation !== undefined);
  if (violations.length > 0) {
    throw new NewPayValidationError('order', violations);
  }
  return { ...fields, orderAmt: amountToSend(String(orderAmt), currency) };
}

function violationOf(field: string, problem: string | undefined): NewPayFieldViolation | undefined {
  return problem === undefined ? undefined : { field, messages: [`${field} ${problem}`] };
}

function problemOfCurrency(value: unknown): string | undefined {
  return CURRENCIES.includes(String(value)) ? undefined : 'must be one of LAK, USD';
}
