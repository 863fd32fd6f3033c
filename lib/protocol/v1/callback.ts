import type { VerifiedFields } from '../signature/signed-message.js';
import { type IgnoredFields, requireMessage } from './message-kind.js';
import { paymentStatusOfCallback } from './status-codes.js';
import {
  type NewPayPaymentFields,
  requiredField,
  readPayment,
  readTimestamp,
  readAmount,
  readCurrency,
  readNumber,
  readPayMethod,
  requireCode,
} from './field-readers.js';
import type { Currency } from './currency.enum.js';

/**
 * A verified callback: `kind` is `payment` or `refund`.
 *
 * @publicApi
 */
export type NewPayVerifiedCallback = NewPayPaymentCallback | NewPayRefundCallback;

/**
 * Parses the fields of a callback whose signature is verified.
 *
 * @throws {NewPayValidationError} a field is missing or invalid, the message is of another kind, or
 * its signed text is ambiguous
 */
export function verifiedCallback(
  fields: VerifiedFields,
  ignored?: IgnoredFields,
): NewPayVerifiedCallback {
  const isRefund = isRefundCallback(fields);
  const callback = isRefund ? refundCallback(fields) : paymentCallback(fields);
  requireMessage(fields, isRefund ? 'refundCallback' : 'paymentCallback', ignored);
  return callback;
}

/**
 * A verified payment callback ([protocol 5.1](../../../docs/protocol.md#51-payment-callback)).
 *
 * @publicApi
 */
export interface NewPayPaymentCallback extends NewPayPaymentFields {
  readonly kind: 'payment';
  /** The result of the payment. */
  readonly status: 'paid' | 'failed';
  /** The signed `timestamp` of the callback. */
  readonly occurredAt: Date;
}

/**
 * Parses the fields of a verified payment callback.
 *
 * @throws {NewPayValidationError} a field is missing or invalid
 */
export function paymentCallback(fields: VerifiedFields): NewPayPaymentCallback {
  return Object.freeze({
    kind: 'payment',
    status: requiredField(fields, 'transStatus', paymentStatusOfCallback),
    ...readPayment(fields),
    occurredAt: readTimestamp(fields),
  });
}

/**
 * A verified refund callback ([protocol 5.2](../../../docs/protocol.md#52-refund-callback)). It
 * has no status, because NewPay's documentation of
 * the code contradicts itself: query the refund for its result.
 *
 * @publicApi
 */
export interface NewPayRefundCallback {
  readonly kind: 'refund';
  /** The merchant's number of the order. */
  readonly orderNo: string;
  /** NewPay's number of the payment. */
  readonly newpayOrderNo: string;
  /** The merchant's number of the refund. */
  readonly refundOrderNo: string;
  /** NewPay's number of the refund. */
  readonly newpayRefundOrderNo: string;
  /** The amount of the refund, a decimal string. */
  readonly refundOrderAmt: string;
  readonly currency: Currency;
  /** The code of the payment method. */
  readonly payMethod: number;
  /** NewPay's text about the result. */
  readonly transInfo: string | undefined;
  /** The signed `timestamp` of the callback. */
  readonly occurredAt: Date;
  /** All verified fields as text, by NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/** Whether a verified callback is for a refund: only those have a `refundOrderNo`. */
export function isRefundCallback(fields: VerifiedFields): boolean {
  return (fields.get('refundOrderNo') ?? '') !== '';
}

/**
 * Parses the fields of a verified refund callback.
 *
 * @throws {NewPayValidationError} a field is missing or invalid
 */
export function refundCallback(fields: VerifiedFields): NewPayRefundCallback {
  requireCode(fields, 'transStatus');
  return Object.freeze({
    kind: 'refund',
    orderNo: readNumber(fields, 'orderNo'),
    newpayOrderNo: readNumber(fields, 'newpayOrderNo'),
    refundOrderNo: readNumber(fields, 'refundOrderNo'),
    newpayRefundOrderNo: readNumber(fields, 'newpayRefundOrderNo'),
    refundOrderAmt: readAmount(fields, 'refundOrderAmt'),
    currency: readCurrency(fields),
    payMethod: readPayMethod(fields),
    transInfo: fields.get('transInfo'),
    occurredAt: readTimestamp(fields),
    raw: fields.toRecord(),
  });
}
