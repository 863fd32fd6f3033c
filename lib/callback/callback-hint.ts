import { findNumber } from '../protocol/v2/field-readers.js';
import { isRefund } from '../protocol/v2/callback.js';
import type { MessageFields } from '../protocol/v2/message-kind.js';

/**
 * What a callback of API v2 seems to be about, whose signature fits no form. Nothing of it is believed: it
 * says what to query.
 */
export interface CallbackHint {
  readonly kind: 'hint';
  /** For a log; `''` for a refund. */
  readonly orderNo: string;
  readonly refundOrderNo: string;
  readonly newpayRefundOrderNo: string;
}

/**
 * @returns `undefined` if the message names nothing that could be queried
 * @throws {NewPayValidationError} a number in it is none
 */
export function hintOf(fields: MessageFields): CallbackHint | undefined {
  const refund = isRefund(fields);
  const orderNo = refund ? undefined : findNumber(fields, 'mchOrderNo');
  const refundOrderNo = findNumber(fields, 'mchRefundNo') ?? '';
  // One number says what to query. A second one, which nobody has verified, must not fail the query's answer.
  const newpayRefundOrderNo =
    refundOrderNo === '' ? (findNumber(fields, 'newpayRefundNo') ?? '') : '';
  return refund || orderNo !== undefined
    ? { kind: 'hint', orderNo: orderNo ?? '', refundOrderNo, newpayRefundOrderNo }
    : undefined;
}
