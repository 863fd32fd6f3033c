import { NewPayValidationError } from '../../errors/index.js';
import type { NewPayPaymentCallback, NewPayV2RefundCallback } from '../v1/callback.js';
import { findNumber, requirePayTime } from './field-readers.js';
import { requireV2Kind, type MessageFields } from './message-kind.js';
import { readV2Payment } from './payment.js';

/** A callback of API v2, and the time that NewPay signed. */
export interface V2Callback {
  readonly callback: NewPayPaymentCallback | NewPayV2RefundCallback;
  /** `undefined` where nothing signed says when: such a callback can be sent again at any time. */
  readonly signedAt: Date | undefined;
}

/**
 * Reads the fields of a callback whose signature is verified.
 *
 * @param receivedAt the time of a callback that has none
 * @throws {NewPayValidationError} a field is missing or invalid, it is another kind of message, or the
 * payment is not final
 */
export function readV2Callback(fields: MessageFields, receivedAt: Date): V2Callback {
  if (isRefund(fields)) {
    return { callback: refundCallback(fields, receivedAt), signedAt: undefined };
  }
  const { status, paidAt, ...payment } = readV2Payment(fields);
  if (status === 'processing') {
    const messages = ['"payStatus" is not final'];
    throw new NewPayValidationError('message', [{ field: 'payStatus', messages }]);
  }
  if (status === 'paid') {
    requirePayTime(fields);
  }
  const callback: NewPayPaymentCallback = Object.freeze({
    kind: 'payment',
    ...payment,
    status: status === 'paid' ? 'paid' : 'failed',
    reason: status === 'paid' ? undefined : status,
    occurredAt: paidAt ?? receivedAt,
    api: 'v2',
  });
  return { callback, signedAt: paidAt };
}

/** Whether a callback is about a refund: only those have the number of one. */
export function isRefund(fields: MessageFields): boolean {
  return ['mchRefundNo', 'newpayRefundNo'].some((name) => (fields.get(name) ?? '') !== '');
}

/** Its fields are not documented: what is there of the numbers is enough to query the refund. */
function refundCallback(fields: MessageFields, receivedAt: Date): NewPayV2RefundCallback {
  requireV2Kind(fields, 'refundCallback');
  return Object.freeze({
    kind: 'v2-refund',
    api: 'v2',
    orderNo: findNumber(fields, 'mchOrderNo') ?? '',
    newpayOrderNo: findNumber(fields, 'newpayOrderNo') ?? '',
    refundOrderNo: findNumber(fields, 'mchRefundNo') ?? '',
    newpayRefundOrderNo: findNumber(fields, 'newpayRefundNo') ?? '',
    occurredAt: receivedAt,
    raw: fields.toRecord(),
  });
}
