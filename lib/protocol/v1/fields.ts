import { isDecimalText } from '../decimal-amount.js';
import type { VerifiedFields } from '../signature/signed-message.js';
import { settlementStatusOf, type NewPaySettlementStatus } from './status-codes.js';
import { matching, requiredField } from './required-field.js';
import type { NewPayEventFields } from '../../events/newpay-event.js';
import { Currency } from './currency.enum.js';

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

/** What every message about a payment says, whatever became of it. */
type PaymentFields = Omit<NewPayEventFields, 'occurredAt' | 'source' | 'merchant'>;

/** What a callback and a query say of a payment in the same words (protocol 4.3, 5.1). */
export function readPayment(fields: VerifiedFields): PaymentFields {
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
