import { isDecimalText } from '../core/amount/decimal-text.js';
import type { VerifiedFields } from '../core/signature/signed-message.js';
import {
  paymentStatusOfCallback,
  settlementStatusOf,
  type NewPaySettlementStatus,
} from '../core/status/payment-status.js';
import { matching, requiredField } from '../core/wire/required-field.js';
import { Currency } from '../dto/currency.enum.js';
import type { NewPayEventFields } from '../events/newpay-event.js';

/**
 * A payment callback whose signature is NewPay's (protocol 5.1).
 *
 * @publicApi
 */
export interface NewPayPaymentCallback extends Omit<NewPayEventFields, 'source' | 'merchant'> {
  /** What became of the payment. */
  readonly status: 'paid' | 'failed';
}

/** Printable ASCII without the two signs that join fields in a signature. */
const NUMBER_TEXT = matching(/^[!-%'-<>-~]{1,128}$/);
const DECIMAL_TEXT = (text: string) => (isDecimalText(text) ? text : undefined);
const CODE = matching(/^\d{1,4}$/);
/** Milliseconds since the epoch (inferred from the examples, protocol 10.8). */
const TIMESTAMP = matching(/^\d{13}$/);

const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  Object.values(Currency).map((currency) => [currency, currency]),
);

/**
 * Reads a verified payment callback.
 *
 * @throws {NewPayValidationError} a field is missing or impossible, although NewPay signed it
 */
export function paymentCallback(fields: VerifiedFields): NewPayPaymentCallback {
  return Object.freeze({
    status: requiredField(fields, 'transStatus', paymentStatusOfCallback),
    orderNo: requiredField(fields, 'orderNo', NUMBER_TEXT),
    newpayOrderNo: requiredField(fields, 'newpayOrderNo', NUMBER_TEXT),
    orderAmt: requiredField(fields, 'orderAmt', DECIMAL_TEXT),
    currency: requiredField(fields, 'currency', (text) => CURRENCIES.get(text)),
    payMethod: Number(requiredField(fields, 'payMethod', CODE)),
    subject: fields.get('subject'),
    extra: fields.get('extra'),
    transInfo: fields.get('transInfo'),
    settlementStatus: settlementStatus(fields),
    occurredAt: new Date(Number(requiredField(fields, 'timestamp', TIMESTAMP))),
    raw: fields.toRecord(),
  });
}

/** Nothing is decided by it, so that it may be absent; but what is there must be a code. */
function settlementStatus(fields: VerifiedFields): NewPaySettlementStatus {
  return fields.get('settlementStatus') === undefined
    ? 'unknown'
    : settlementStatusOf(requiredField(fields, 'settlementStatus', CODE));
}
