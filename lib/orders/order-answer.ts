import { isSameAmount } from '../protocol/decimal-amount.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { nonEmpty, requiredField } from '../protocol/v1/field-readers.js';
import { isPayAddress } from '../protocol/web-url.js';
import { CallFailure } from '../protocol/call-failure.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import type { NewPayOrder } from './newpay-order.interface.js';

/** What the answer must repeat of the request. */
export interface ExpectedOrder {
  readonly appId: string;
  readonly orderNo: string;
  readonly orderAmt: string;
}

/**
 * Reads the verified answer to an order (protocol 4.1) and compares it with the request: a genuine
 * answer to another order would send the payer to the wrong cashier.
 *
 * @throws {CallFailure} the answer is to another order, or its `payUrl` is not an address (`untrustworthy`)
 * @throws {NewPayValidationError} a field of the answer is missing
 */
export function orderAnswer(fields: VerifiedFields, expected: ExpectedOrder): NewPayOrder {
  const order = {
    payUrl: requiredField(fields, 'payUrl', nonEmpty),
    orderNo: requiredField(fields, 'orderNo', nonEmpty),
    newpayOrderNo: requiredField(fields, 'newpayOrderNo', nonEmpty),
    tranNo: fields.get('tranNo'),
    tranAbbr: fields.get('tranAbbr'),
    orderAmt: requiredField(fields, 'orderAmt', nonEmpty),
    appId: requiredField(fields, 'appId', nonEmpty),
  };
  requireSame('appId', order.appId, expected.appId);
  requireSame('orderNo', order.orderNo, expected.orderNo);
  requireSame('orderAmt', order.orderAmt, expected.orderAmt, isSameAmount);
  if (!isPayAddress(order.payUrl)) {
    throw new CallFailure('untrustworthy', 'the "payUrl" of the answer is not an address');
  }
  return order;
}
