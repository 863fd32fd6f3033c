import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import {
  nonEmpty,
  readAmount,
  readCurrency,
  readNumber,
  readTime,
  requiredField,
} from '../protocol/v1/field-readers.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import type { NewPayQueriedTransfer, NewPayTransfer } from './newpay-transfer.interface.js';

/**
 * Reads the verified answer to a transfer (protocol 9.2).
 *
 * @throws {CallFailure} the answer is for another application (`untrustworthy`)
 * @throws {NewPayValidationError} a field of the answer is missing or invalid
 */
export function transferAnswer(fields: VerifiedFields, appId: string): NewPayTransfer {
  return Object.freeze(readTransfer(fields, appId));
}

/**
 * Reads the verified answer to the query of a transfer (protocol 9.3).
 *
 * @throws {CallFailure} the answer is for another application or transfer (`untrustworthy`)
 * @throws {NewPayValidationError} a field of the answer is missing or invalid
 */
export function queriedTransfer(
  fields: VerifiedFields,
  expected: { readonly appId: string; readonly orderNo: string },
): NewPayQueriedTransfer {
  const transfer = {
    ...readTransfer(fields, expected.appId),
    accountTime: fields.get('accountTime') ? readTime(fields, 'accountTime') : undefined,
    phoneNo: fields.get('phoneNo'),
  };
  requireSame('orderNo', transfer.orderNo, expected.orderNo);
  return Object.freeze(transfer);
}

function readTransfer(fields: VerifiedFields, appId: string): NewPayTransfer {
  const transfer = {
    orderNo: readNumber(fields, 'orderNo'),
    orderAmt: readAmount(fields, 'orderAmt'),
    currency: readCurrency(fields),
    orderDesc: fields.get('orderDesc'),
    tranNo: fields.get('tranNo'),
    tranAbbr: fields.get('tranAbbr'),
    appId: requiredField(fields, 'appId', nonEmpty),
    raw: fields.toRecord(),
  };
  requireSame('appId', transfer.appId, appId);
  return transfer;
}
