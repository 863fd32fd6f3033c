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
} from './fields.js';
import type { Currency } from './currency.enum.js';

/** A callback whose signature is NewPay's; `kind` tells a payment's from a refund's. */
export type NewPayVerifiedCallback = NewPayPaymentCallback | NewPayRefundCallback;

/**
 * @throws {NewPayValidationError} a field is missing or impossible, it is a message of another kind, or
 * what was signed can be read in two ways, although NewPay signed it
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
 * A payment callback whose signature is NewPay's (protocol 5.1).
 *
 * @publicApi
 */
export interface NewPayPaymentCallback extends NewPayPaymentFields {
  readonly kind: 'payment';
  /** The result of the payment. */
  readonly status: 'paid' | 'failed';
  /** The callback's own time. */
  readonly occurredAt: Date;
}

/**
 * Reads a verified payment callback.
 *
 * @throws {NewPayValidationError} a field is missing or impossible, although NewPay signed it
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
 * A refund callback whose signature is NewPay's (protocol 5.2). It bears no status: NewPay's page
 * contradicts itself on the meaning of its code, so that the refund has to be queried.
 *
 * @publicApi
 */
export interface NewPayRefundCallback {
  readonly kind: 'refund';
  /** The merchant's own number of the payment. */
  readonly orderNo: string;
  readonly newpayOrderNo: string;
  /** The merchant's own number of the refund. */
  readonly refundOrderNo: string;
  readonly newpayRefundOrderNo: string;
  /** The amount refunded, decimal text. */
  readonly refundOrderAmt: string;
  readonly currency: Currency;
  readonly payMethod: number;
  readonly transInfo: string | undefined;
  /** The callback's own time. */
  readonly occurredAt: Date;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/** Whether a verified callback is about a refund: only those name one. */
export function isRefundCallback(fields: VerifiedFields): boolean {
  return (fields.get('refundOrderNo') ?? '') !== '';
}

/**
 * Reads a verified refund callback.
 *
 * @throws {NewPayValidationError} a field is missing or impossible, although NewPay signed it
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
