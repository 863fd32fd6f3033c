import { nonEmpty, readNumber, requiredField } from '../v1/field-readers.js';
import type { NewPayPaymentFields } from '../v1/field-readers.js';
import {
  payMethodOf,
  readAmountObject,
  findPayTime,
  readV2SettlementStatus,
  findWord,
} from './field-readers.js';
import { requireV2Kind, type MessageFields } from './message-kind.js';
import { paymentStatusOfWord, type NewPayV2PaymentStatus } from './status-words.js';

/**
 * The fields of a payment of API v2, in its callback and in the answer to a query
 * ([protocol 6.2](../../../docs/protocol.md#62-query-order)), under the names of API v1.
 *
 * @publicApi
 */
export interface NewPayV2PaymentFields extends NewPayPaymentFields {
  /** The result of the payment; `processing` is not final. */
  readonly status: NewPayV2PaymentStatus;
  /** The kind of order, such as `ONLINE`, `APP` or `DYNAMIC_CODE`; `undefined` if NewPay does not say it. */
  readonly orderType: string | undefined;
  /** When the order was paid; `undefined` if it is not paid, or NewPay does not say it. */
  readonly paidAt: Date | undefined;
  /** The `appId` of the registration. */
  readonly appId: string;
}

/** @throws {NewPayValidationError} a field is missing or invalid, or it is another kind of message */
export function readV2Payment(fields: MessageFields): NewPayV2PaymentFields {
  requireV2Kind(fields, 'payment');
  const status = requiredField(fields, 'payStatus', paymentStatusOfWord);
  const { value, currency } = readAmountObject(fields, 'orderAmt', status === 'paid');
  return {
    status,
    orderNo: readNumber(fields, 'mchOrderNo'),
    newpayOrderNo: readNumber(fields, 'newpayOrderNo'),
    orderAmt: value,
    currency,
    payMethod: payMethodOf(fields),
    orderType: findWord(fields, 'orderType'),
    subject: fields.get('subject'),
    extra: fields.get('attach'),
    transInfo: undefined,
    settlementStatus: readV2SettlementStatus(fields),
    paidAt: findPayTime(fields),
    appId: requiredField(fields, 'appId', nonEmpty),
    raw: fields.toRecord(),
  };
}
