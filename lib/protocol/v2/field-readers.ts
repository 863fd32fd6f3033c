import { NewPayValidationError } from '../../errors/index.js';
import { isDecimalText } from '../decimal-amount.js';
import { Currency } from '../v1/currency.enum.js';
import { PayMethod } from '../v1/pay-method.enum.js';
import { matching, readNumber, requiredField } from '../v1/field-readers.js';
import type { NewPaySettlementStatus } from '../v1/status-codes.js';
import type { MessageFields } from './message-kind.js';
import { settlementStatusOfV2 } from './status-words.js';

const CODE = /^\d{1,4}$/;
const WORD = matching(/^[A-Z][A-Z0-9_]{0,63}$/);
/** Milliseconds since the epoch (inferred, as the examples of v1 have them). */
const MILLISECONDS = /^\d{13}$/;

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
 * @throws {NewPayValidationError} it is no such object
 */
export function readAmountObject(fields: MessageFields, name: string): V2Amount {
  const members = fields.object(name);
  const value = members?.get('value');
  const currency = CURRENCIES.get(members?.get('currency') ?? '');
  if (value === undefined || currency === undefined || !isDecimalText(value)) {
    const message = `"${name}" must be an object with "value", a decimal, and "currency"`;
    throw new NewPayValidationError('message', [{ field: name, messages: [message] }]);
  }
  return { value, currency };
}

/** A currency in a field of its own, as the scanner's answer has it. */
export function readV2Currency(fields: MessageFields): Currency {
  return requiredField(fields, 'currency', (text) => CURRENCIES.get(text));
}

/** A word such as `ONLINE`; `undefined` if the field is missing or empty. */
export function readWord(fields: TextFields, name: string): string | undefined {
  return isEmpty(fields, name) ? undefined : requiredField(fields, name, WORD);
}

/** A payment method under its code of v1; 0 for one that NewPay's pages do not list. */
export function payMethodOf(fields: MessageFields): number {
  return PAY_METHODS.get(fields.get('payMethod') ?? '') ?? UNKNOWN_PAY_METHOD;
}

/**
 * The time of a payment; `undefined` where there is none. Whatever is not paid may have any placeholder
 * in its place.
 *
 * @throws {NewPayValidationError} the payment has succeeded, and its time is no time
 */
export function readPayTime(fields: TextFields, isPaid: boolean): Date | undefined {
  const text = fields.get('paytime') ?? '';
  if (MILLISECONDS.test(text)) {
    return new Date(Number(text));
  }
  if (isPaid && text !== '') {
    const message = '"paytime" has an invalid value';
    throw new NewPayValidationError('message', [{ field: 'paytime', messages: [message] }]);
  }
  return undefined;
}

/** Nothing depends on it, so it may be missing. */
export function readV2SettlementStatus(fields: MessageFields): NewPaySettlementStatus {
  const code = fields.get('settlementStatus');
  return code !== undefined && CODE.test(code) ? settlementStatusOfV2(code) : 'unknown';
}

/** NewPay's or the merchant's number, if the field has one. */
export function findNumber(fields: MessageFields, name: string): string | undefined {
  return isEmpty(fields, name) ? undefined : readNumber(fields, name);
}

function isEmpty(fields: TextFields, name: string): boolean {
  return (fields.get(name) ?? '') === '';
}
