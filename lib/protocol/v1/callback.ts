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
 * A verified callback: `kind` is `payment`, `refund` (API v1) or `v2-refund`.
 *
 * @publicApi
 */
export type NewPayVerifiedCallback =
  NewPayPaymentCallback | NewPayRefundCallback | NewPayV2RefundCallback;

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
 * A verified payment callback of API v1
 * ([protocol 5.1](../../../docs/protocol.md#51-payment-callback)) or v2
 * ([protocol 6.6](../../../docs/protocol.md#66-callbacks)).
 *
 * @publicApi
 */
export interface NewPayPaymentCallback extends NewPayPaymentFields {
  /** Distinguishes this callback from those of refunds. */
  readonly kind: 'payment';
  /** The result of the payment. */
  readonly status: 'paid' | 'failed';
  /**
   * Why there is no payment: `expired` when the time to pay was over, which only API v2 reports; otherwise
   * `failed`. `undefined` when `status` is `paid`.
   */
  readonly reason: 'failed' | 'expired' | undefined;
  /**
   * The signed time of the callback: `timestamp` in API v1, `paytime` in API v2. If a callback of API v2 has no
   * `paytime`, the time at which it arrived.
   */
  readonly occurredAt: Date;
  /** The version of NewPay's API. */
  readonly api: 'v1' | 'v2';
}

/**
 * A verified refund callback of API v2. NewPay's pages do not document its fields, so it says only that
 * there is a result: query the refund. A number that NewPay's message does not have is `''`.
 *
 * @publicApi
 */
export interface NewPayV2RefundCallback {
  /** Distinguishes this callback from that of a payment and from refunds of API v1. */
  readonly kind: 'v2-refund';
  /** The version of NewPay's API. */
  readonly api: 'v2';
  /** The merchant's number of the order; `''` if NewPay's message does not have it. */
  readonly orderNo: string;
  /** NewPay's number of the payment; `''` if NewPay's message does not have it. */
  readonly newpayOrderNo: string;
  /**
   * The merchant's number of the refund; `''` if NewPay's message does not have it. Then `newpayRefundOrderNo` is
   * present.
   */
  readonly refundOrderNo: string;
  /** NewPay's number of the refund; `''` if NewPay's message does not have it. Then `refundOrderNo` is present. */
  readonly newpayRefundOrderNo: string;
  /** The time at which the callback arrived: NewPay documents no field with its time. */
  readonly occurredAt: Date;
  /** All verified fields as text, by NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/**
 * Parses the fields of a verified payment callback.
 *
 * @throws {NewPayValidationError} a field is missing or invalid
 */
function paymentCallback(fields: VerifiedFields): NewPayPaymentCallback {
  const status = requiredField(fields, 'transStatus', paymentStatusOfCallback);
  return Object.freeze({
    kind: 'payment',
    status,
    reason: status === 'failed' ? status : undefined,
    ...readPayment(fields, status),
    occurredAt: readTimestamp(fields),
    api: 'v1',
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
  /** Distinguishes this callback from that of a payment and from refunds of API v2. */
  readonly kind: 'refund';
  /** The version of NewPay's API. */
  readonly api: 'v1';
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
  /** The currency of the refund: `LAK` or `USD`. */
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
function isRefundCallback(fields: VerifiedFields): boolean {
  return (fields.get('refundOrderNo') ?? '') !== '';
}

/**
 * Parses the fields of a verified refund callback.
 *
 * @throws {NewPayValidationError} a field is missing or invalid
 */
function refundCallback(fields: VerifiedFields): NewPayRefundCallback {
  requireCode(fields, 'transStatus');
  return Object.freeze({
    kind: 'refund',
    api: 'v1',
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
