import { isAboveZero, isDecimalText } from '../decimal-amount.js';
import type { VerifiedFields } from '../signature/signed-message.js';
import {
  settlementStatusOf,
  type NewPayPaymentStatus,
  type NewPaySettlementStatus,
} from './status-codes.js';
import type { PayMethod } from './pay-method.enum.js';
import { type Currency, V1_CURRENCIES } from './currency.enum.js';
import { NewPayValidationError } from '../../errors/index.js';

/** Printable ASCII without `&` and `=`, which join fields in the string to sign. */
const NUMBER_TEXT = matching(/^[!-%'-<>-~]{1,128}$/);
const CODE = matching(/^\d{1,4}$/);
/**
 * Milliseconds since the epoch (inferred from the examples,
 * [protocol 10.8](../../../docs/protocol.md#10-contradictions-and-traps)).
 */
const TIMESTAMP = matching(/^\d{13}$/);

const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  V1_CURRENCIES.map((currency) => [currency, currency]),
);

/** The number of an order or refund, the merchant's or NewPay's. */
export function readNumber(fields: Pick<VerifiedFields, 'get'>, name: string): string {
  return requiredField(fields, name, NUMBER_TEXT);
}

/** An amount, as a decimal string. */
export function readAmount(fields: Pick<VerifiedFields, 'get'>, name: string): string {
  return requiredField(fields, name, (text) => (isDecimalText(text) ? text : undefined));
}

/**
 * An amount that was paid or refunded, as a decimal string above zero.
 *
 * @param hasMoved whether it was: an amount of something else may be zero
 */
export function readMoney(
  fields: Pick<VerifiedFields, 'get'>,
  name: string,
  hasMoved: boolean,
): string {
  return requiredField(fields, name, (text) =>
    (hasMoved ? isAboveZero(text) : isDecimalText(text)) ? text : undefined,
  );
}

export function readCurrency(fields: VerifiedFields): Currency {
  return requiredField(fields, 'currency', (text) => CURRENCIES.get(text));
}

/**
 * Any code, because NewPay's pages list different ones
 * ([protocol 10.12](../../../docs/protocol.md#10-contradictions-and-traps)).
 */
export function readPayMethod(fields: VerifiedFields): number {
  return Number(requiredField(fields, 'payMethod', CODE));
}

export function readTimestamp(fields: VerifiedFields): Date {
  return readTime(fields, 'timestamp');
}

/** A time in milliseconds. */
export function readTime(fields: VerifiedFields, name: string): Date {
  return new Date(Number(requiredField(fields, name, TIMESTAMP)));
}

/** Nothing depends on it, so it may be missing; if it is present, it must be a code. */
function readSettlementStatus(fields: VerifiedFields): NewPaySettlementStatus {
  return fields.get('settlementStatus') === undefined
    ? 'unknown'
    : settlementStatusOf(requiredField(fields, 'settlementStatus', CODE));
}

/** Requires a status code, but ignores its value. */
export function requireCode(fields: VerifiedFields, name: string): void {
  requiredField(fields, name, CODE);
}

/**
 * The fields of a payment, in its callback and in the answer to a query
 * ([protocol 4.3](../../../docs/protocol.md#43-query-payment) and
 * [protocol 5.1](../../../docs/protocol.md#51-payment-callback)).
 */
export interface NewPayPaymentFields {
  /** The merchant's number of the order. */
  readonly orderNo: string;
  /** NewPay's number of the payment. */
  readonly newpayOrderNo: string;
  /**
   * The amount, a decimal string as NewPay prints it: an order of `50000` may come back as
   * `50000.00`. Compare amounts with `isSameAmount`.
   */
  readonly orderAmt: string;
  /** The currency of `orderAmt`: `LAK`, `USD` or, in API v2 only, `CNY`. */
  readonly currency: Currency;
  /**
   * A value of `PayMethod`, or a number that NewPay's pages do not list
   * ([protocol 10.12](../../../docs/protocol.md#10-contradictions-and-traps)).
   */
  readonly payMethod: PayMethod | number;
  /** The description of the goods, as sent with the order; `undefined` if NewPay's message does not have it. */
  readonly subject: string | undefined;
  /** The merchant's data, as sent with the order; `undefined` if NewPay's message does not have it. */
  readonly extra: string | undefined;
  /** NewPay's text about the result, such as the reason of a failure; `undefined` if there is none. */
  readonly transInfo: string | undefined;
  /** Whether NewPay has paid the money out to the merchant. `unknown` if NewPay's message does not say it. */
  readonly settlementStatus: NewPaySettlementStatus;
  /** All verified fields as text, by NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/** @throws {NewPayValidationError} a field is missing or has an invalid value, as of a payment of nothing */
export function readPayment(
  fields: VerifiedFields,
  status: NewPayPaymentStatus,
): NewPayPaymentFields {
  return {
    orderNo: readNumber(fields, 'orderNo'),
    newpayOrderNo: readNumber(fields, 'newpayOrderNo'),
    orderAmt: readMoney(fields, 'orderAmt', status === 'paid'),
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
 * Parses a required field.
 *
 * Parsing is strict, because the string to sign has no escaping: the same signature may fit a
 * message with other boundaries (`currency` = `LAK&extra=`). Strict fields reject such a value;
 * `assertUnambiguous` checks free text.
 *
 * @param parse returns the value of a text, `undefined` if it is invalid
 * @throws {NewPayValidationError} the field is missing or invalid
 */
export function requiredField<T>(
  fields: Pick<VerifiedFields, 'get'>,
  name: string,
  parse: (text: string) => T | undefined,
): T {
  const text = fields.get(name);
  const value = text === undefined ? undefined : parse(text);
  if (value === undefined) {
    const message = `"${name}" ${text === undefined ? 'is missing' : 'has an invalid value'}`;
    throw new NewPayValidationError('message', [{ field: name, messages: [message] }]);
  }
  return value;
}

/** A parser for any non-empty text. */
export function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** A parser for texts that match a pattern, which must have `^` and `$` to match the whole text. */
export function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}
