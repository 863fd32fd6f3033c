import { amountToSend, problemOfAmount } from '../dto/rules/amount.rule.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import type { NewPayCallFields } from '../gateway/raw-call.js';
import { type Currency, V1_CURRENCIES } from '../protocol/v1/currency.enum.js';

/**
 * An order of the WeChat mini program: the two fields that NewPay's page documents
 * ([protocol 8.1](../../docs/protocol.md#81-place-order)), and
 * those that NewPay told you.
 *
 * @publicApi
 */
export interface NewPayMiniProgramOrder {
  /** The currency of `orderAmt`: LAK or USD. */
  readonly currency: Currency | `${Currency}`;
  /** Decimal text above zero: whole for LAK, at most two decimals for USD. */
  readonly orderAmt: string;
  /** Fields that NewPay documents to its merchants only. */
  readonly [field: string]: string | number;
}

const CURRENCIES: readonly string[] = V1_CURRENCIES;

/**
 * Checks the currency and the amount as the mini program's page documents them
 * ([protocol 8.1](../../docs/protocol.md#81-place-order)).
 *
 * @returns the fields, with the amount as it is sent
 * @throws {NewPayValidationError} the amount or the currency is not allowed
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
