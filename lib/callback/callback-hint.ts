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

// A key that only this file has: nothing that came with the request can stand in its place.
const HINT = Symbol('newpayHint');

/**
 * @returns `undefined` if the message names nothing that could be queried
 * @throws {NewPayValidationError} a number in it is none
 */
export function hintOf(fields: MessageFields): CallbackHint | undefined {
  const refund = isRefund(fields);
  const orderNo = refund ? undefined : findNumber(fields, 'mchOrderNo');
  return refund || orderNo !== undefined
    ? {
        kind: 'hint',
        orderNo: orderNo ?? '',
        refundOrderNo: findNumber(fields, 'mchRefundNo') ?? '',
        newpayRefundOrderNo: findNumber(fields, 'newpayRefundNo') ?? '',
      }
    : undefined;
}

/** Keeps a hint with its request. */
export function setHint(request: object, hint: CallbackHint): void {
  (request as { [HINT]?: CallbackHint })[HINT] = hint;
}

/** The hint of a request; `undefined` for a callback that was verified. */
export function findHint(request: object): CallbackHint | undefined {
  return (request as { [HINT]?: CallbackHint })[HINT];
}
