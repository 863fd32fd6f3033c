import { isSameAmount } from '../core/amount/decimal-text.js';
import type { VerifiedFields } from '../core/signature/signed-message.js';
import { isPayAddress } from '../core/wire/web-address.js';
import { UntrustworthyAnswerError } from '../gateway/read-answer.js';
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
 * @throws {UntrustworthyAnswerError} the answer is about another order, or lacks what it must have
 */
export function orderAnswer(fields: VerifiedFields, expected: ExpectedOrder): NewPayOrder {
  const payUrl = required(fields, 'payUrl');
  const orderNo = required(fields, 'orderNo');
  const orderAmt = required(fields, 'orderAmt');
  const appId = required(fields, 'appId');
  if (appId !== expected.appId) {
    throw new UntrustworthyAnswerError('the answer is for another "appId"');
  }
  if (orderNo !== expected.orderNo) {
    throw new UntrustworthyAnswerError('the answer is for another "orderNo"');
  }
  if (!isSameAmount(orderAmt, expected.orderAmt)) {
    throw new UntrustworthyAnswerError('the answer is for another "orderAmt"');
  }
  if (!isPayAddress(payUrl)) {
    throw new UntrustworthyAnswerError('the "payUrl" of the answer is not an address');
  }
  return {
    payUrl,
    orderNo,
    newpayOrderNo: required(fields, 'newpayOrderNo'),
    tranNo: fields.get('tranNo'),
    tranAbbr: fields.get('tranAbbr'),
    orderAmt,
    appId,
  };
}

function required(fields: VerifiedFields, name: string): string {
  const text = fields.get(name);
  if (!text) {
    throw new UntrustworthyAnswerError(`the answer has no "${name}"`);
  }
  return text;
}
