import { isDecimalText } from '../decimal-amount.js';
import type { VerifiedFields } from '../signature/signed-message.js';
import { settlementStatusOf, type NewPaySettlementStatus } from './status-codes.js';
import type { PayMethod } from './pay-method.enum.js';
import { Currency } from './currency.enum.js';
import { NewPayValidationError } from '../../errors/index.js';

/** Printable ASCII without the two signs that join fields in a signature. */
const NUMBER_TEXT = matching(/^[!-%'-<>-~]{1,128}$/);
const CODE = matching(/^\d{1,4}$/);
/** Milliseconds since the epoch (inferred from the examples, protocol 10.8). */
const TIMESTAMP = matching(/^\d{13}$/);

const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  Object.values(Currency).map((currency) => [currency, currency]),
);

/** An order's or refund's number, the merchant's own or NewPay's. */
export function readNumber(fields: VerifiedFields, name: string): string {
  return requiredField(fields, name, NUMBER_TEXT);
}

/** An amount as decimal text. */
export function readAmount(fields: VerifiedFields, name: string): string {
  return requiredField(fields, name, (text) => (isDecimalText(text) ? text : undefined));
}

export function readCurrency(fields: VerifiedFields): Currency {
  return requiredField(fields, 'currency', (text) => CURRENCIES.get(text));
}

/** Any code: NewPay's lists of them differ from page to page (protocol 10.12). */
export function readPayMethod(fields: VerifiedFields): number {
  return Number(requiredField(fields, 'payMethod', CODE));
}

export function readTimestamp(fields: VerifiedFields): Date {
  return new Date(Number(requiredField(fields, 'timestamp', TIMESTAMP)));
}

/** Nothing is decided by it, so that it may be absent; but what is there must be a code. */
export function readSettlementStatus(fields: VerifiedFields): NewPaySettlementStatus {
  return fields.get('settlementStatus') === undefined
    ? 'unknown'
    : settlementStatusOf(requiredField(fields, 'settlementStatus', CODE));
}

/** A status code whose meaning is not believed, but which must be one. */
export function requireCode(fields: VerifiedFields, name: string): void {
  requiredField(fields, name, CODE);
}

/** What NewPay says of a payment in a callback and in the answer to a query (protocol 4.3, 5.1). */
export interface NewPayPaymentFields {
  /** The merchant's own order number. */
  readonly orderNo: string;
  /** NewPay's number of the order. */
  readonly newpayOrderNo: string;
  /** The amount as decimal text, in NewPay's own spelling: `123.00` and `123` are equal. */
  readonly orderAmt: string;
  readonly currency: Currency;
  /** A value of `PayMethod`, or a number that NewPay's pages do not list yet (protocol 10.12). */
  readonly payMethod: PayMethod | number;
  readonly subject: string | undefined;
  /** The merchant's own data, as given with the order. */
  readonly extra: string | undefined;
  /** NewPay's words on the result, such as the reason of a failure. */
  readonly transInfo: string | undefined;
  readonly settlementStatus: NewPaySettlementStatus;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/** @throws {NewPayValidationError} a field is missing or has an invalid value */
export function readPayment(fields: VerifiedFields): NewPayPaymentFields {
  return {
    orderNo: readNumber(fields, 'orderNo'),
    newpayOrderNo: readNumber(fields, 'newpayOrderNo'),
    orderAmt: readAmount(fields, 'orderAmt'),
    currency: readCurrency(fields),
    payMethod: readPayMethod(fields),
    subject: fields.get('subject'),
    extra: fields.get('extra'),
    transInfo: fields.get('transInfo'),
    settlementStatus: readSettlementStatus(fields),
    raw: fields.toRecord(),
  };
}

/**
 * Reads a field that must be there and must make sense.
 *
 * A signature joins fields without escaping, so that one verified text can be cut into fields in
 * more than one way (`currency` = `LAK&extra=`). A strict reading of every field that is acted on
 * refuses such a cut; one inside free text is for `assertUnambiguous`.
 *
 * @param parse turns the text into its meaning, `undefined` when it has none
 * @throws {NewPayValidationError} the field is absent, or has no meaning
 */
export function requiredField<T>(
  fields: VerifiedFields,
  name: string,
  parse: (text: string) => T | undefined,
): T {
  const text = fields.get(name);
  const value = text === undefined ? undefined : parse(text);
  if (value === undefined) {
    const message = `"${name}" ${text === undefined ? 'is missing' : 'has no possible value'}`;
    throw new NewPayValidationError('message', [{ field: name, messages: [message] }]);
  }
  return value;
}

/** A parser that takes any text but the empty one. */
export function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** A parser that takes what a pattern matches; to match all of a text, the pattern has `^` and `$`. */
export function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}
