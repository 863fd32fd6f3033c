import { NewPayValidationError } from '../../errors/index.js';
import { isAboveZero, isDecimalText } from '../decimal-amount.js';
import { Currency } from '../v1/currency.enum.js';
import { PayMethod } from '../v1/pay-method.enum.js';
import { matching, readNumber, requiredField } from '../v1/field-readers.js';
import type { NewPaySettlementStatus } from '../v1/status-codes.js';
import type { MessageFields } from './message-kind.js';
import { settlementStatusOfV2 } from './status-words.js';

const WORD = matching(/^[A-Z][A-Z0-9_]{0,63}$/);
/** Milliseconds since the epoch (inferred, as the examples of v1 have them). */
const MILLISECONDS = /^\d{13}$/;
/** From 2001 to 2286, as the milliseconds, so that no text is both. */
const SECONDS = /^\d{10}$/;
/** A number that was never set is 0. */
const NO_TIME = /^0?$/;

const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  Object.values(Currency).map((currency) => [currency, currency]),
);

/** The codes of `payMethod` in v2, which are others than in v1 (protocol 10.12). */
const PAY_METHODS: ReadonlyMap<string, PayMethod> = new Map([
  ['1', PayMethod.WeChat],
  // Alipay+.
  ['11', PayMethod.Alipay],
]);

/** What {@link payMethodOf} returns for a code that NewPay's pages do not list. */
export const UNKNOWN_PAY_METHOD = 0;

/** Fields that are read as text. */
type TextFields = Pick<MessageFields, 'get'>;

/** An amount with its currency. */
export interface V2Amount {
  /** Decimal text. */
  readonly value: string;
  readonly currency: Currency;
}

/**
 * An amount that is an object with `value` and `currency` (protocol 6.2).
 *
 * @param hasMoved whether it was paid or refunded: then it is above zero
 * @throws {NewPayValidationError} it is no such object
 */
export function readAmountObject(fields: MessageFields, name: string, hasMoved: boolean): V2Amount {
  const members = fields.object(name);
  const value = members?.get('value');
  const currency = CURRENCIES.get(members?.get('currency') ?? '');
  if (value === undefined || currency === undefined || !isDecimalText(value)) {
    const message = `"${name}" must be an object with "value", a decimal, and "currency"`;
    throw new NewPayValidationError('message', [{ field: name, messages: [message] }]);
  }
  if (hasMoved && !isAboveZero(value)) {
    throw invalid(name);
  }
  return { value, currency };
}

/** A currency in a field of its own, as the scanner's answer has it. */
export function readV2Currency(fields: MessageFields): Currency {
  return requiredField(fields, 'currency', (text) => CURRENCIES.get(text));
}

/** A word such as `ONLINE`; `undefined` where there is none. Nothing depends on it. */
export function findWord(fields: TextFields, name: string): string | undefined {
  return WORD(fields.get(name) ?? '');
}

/** A payment method under its code of v1; 0 for one that NewPay's pages do not list. */
export function payMethodOf(fields: MessageFields): number {
  return PAY_METHODS.get(fields.get('payMethod') ?? '') ?? UNKNOWN_PAY_METHOD;
}

/**
 * The time of a payment; `undefined` where there is none that can be read. The answer to a query is believed
 * without one.
 */
export function findPayTime(fields: TextFields): Date | undefined {
  const text = fields.get('paytime') ?? '';
  if (SECONDS.test(text)) {
    return new Date(Number(text) * 1_000);
  }
  return MILLISECONDS.test(text) ? new Date(Number(text)) : undefined;
}

/**
 * The time of a payment in a callback: one that NewPay has signed and that cannot be read could be of any age.
 * Whatever is not paid may have any placeholder in its place.
 *
 * @throws {NewPayValidationError} the payment has succeeded, and its time is no time
 */
export function requirePayTime(fields: TextFields): void {
  if (!NO_TIME.test(fields.get('paytime') ?? '') && findPayTime(fields) === undefined) {
    throw invalid('paytime');
  }
}

/** Nothing depends on it, so it may be missing. */
export function readV2SettlementStatus(fields: MessageFields): NewPaySettlementStatus {
  return settlementStatusOfV2(fields.get('settlementStatus'));
}

/** NewPay's or the merchant's number, if the field has one. */
export function findNumber(fields: MessageFields, name: string): string | undefined {
  return isEmpty(fields, name) ? undefined : readNumber(fields, name);
}

function invalid(name: string): NewPayValidationError {
  const messages = [`"${name}" has an invalid value`];
  return new NewPayValidationError('message', [{ field: name, messages }]);
}

function isEmpty(fields: TextFields, name: string): boolean {
  return (fields.get(name) ?? '') === '';
}
