import { isSameAmount } from '../protocol/decimal-amount.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { nonEmpty, requiredField } from '../protocol/v1/fields.js';
import { isPayAddress } from '../protocol/web-address.js';
import { requireSame } from '../protocol/v1/answer.js';
import { UntrustworthyAnswerError } from '../protocol/v1/answer.js';
import type { NewPayOrder } from './newpay-order.interface.js';

/** What the answer must be about. */
export interface ExpectedOrder {
  readonly appId: string;
  readonly orderNo: string;
  readonly orderAmt: string;
}

/**
 * Reads the verified answer to an order (protocol 4.1) and holds it against the request: a genuine
 * answer to another order must not lead the payer to the wrong cashier.
 *
 * @throws {UntrustworthyAnswerError} the answer is about another order, or leads nowhere
 * @throws {NewPayValidationError} the answer lacks what it must have
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
    throw new UntrustworthyAnswerError('the "payUrl" of the answer is not an address');
  }
  return order;
}
