import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import type { NewPayRefundStatus } from '../protocol/v1/status-codes.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import {
  nonEmpty,
  readMoney,
  readCurrency,
  readNumber,
  readPayMethod,
  requiredField,
} from '../protocol/v1/field-readers.js';
import type { NewPayRefund } from './newpay-refund.interface.js';

/** What the answer must repeat of the request, and the meaning of its status code. */
export interface ExpectedRefund {
  readonly appId: string;
  readonly refundOrderNo: string;
  readonly statusOf: (code: string) => NewPayRefundStatus | undefined;
}

/**
 * Reads the verified answer to a refund or to its query (protocol 4.4, 4.5). Its status field is named
 * `tranStatus`; that of a payment is named `transStatus` (10.4).
 *
 * @throws {CallFailure} the answer is to another refund (`untrustworthy`)
 * @throws {NewPayValidationError} a field of the answer is missing or invalid
 */
export function refundAnswer(fields: VerifiedFields, expected: ExpectedRefund): NewPayRefund {
  const status = requiredField(fields, 'tranStatus', expected.statusOf);
  const refund = {
    status,
    orderNo: readNumber(fields, 'orderNo'),
    newpayOrderNo: fields.get('newpayOrderNo'),
    refundOrderNo: readNumber(fields, 'refundOrderNo'),
    newpayRefundOrderNo: readNumber(fields, 'newpayRefundOrderNo'),
    refundOrderAmt: readMoney(fields, 'refundOrderAmt', status === 'refunded'),
    currency: readCurrency(fields),
    payMethod: readPayMethod(fields),
    tranInfo: fields.get('tranInfo'),
    appId: requiredField(fields, 'appId', nonEmpty),
    raw: fields.toRecord(),
  };
  requireSame('appId', refund.appId, expected.appId);
  requireSame('refundOrderNo', refund.refundOrderNo, expected.refundOrderNo);
  return Object.freeze(refund);
}
