import type { VerifiedFields } from '../signature/signed-message.js';
import type { Currency } from './currency.enum.js';
import {
  readAmount,
  readCurrency,
  readNumber,
  readPayMethod,
  readTimestamp,
  requireCode,
} from './fields.js';

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
