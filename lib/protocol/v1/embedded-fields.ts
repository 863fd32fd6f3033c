import { embeddedFields, type EmbeddedFields } from '../signature/ambiguous-text.js';
import { DOCUMENTED_FIELDS, type NewPayMessageKind } from './documented-fields.js';

/** Not documented in any message of NewPay; if a message has it, it identifies the merchant. */
const MERCHANT = 'merchantId';

const { paymentCallback, refundCallback, ...answers } = DOCUMENTED_FIELDS;

/** The fields of both kinds of callbacks: an ambiguous text could be read as either kind. */
const OF_CALLBACKS = embeddedFields(new Set([...paymentCallback, ...refundCallback, MERCHANT]));

/** The fields of all messages. */
const OF_ALL = embeddedFields(new Set([...Object.values(DOCUMENTED_FIELDS).flat(), MERCHANT]));

/** The fields that a free text must not contain, because NewPay returns it in its messages. */
export const EMBEDDED_IN_FREE_TEXT = OF_ALL;

/** The fields that no value of a verified message of this kind may contain. */
export function embeddedFieldsOf(kind: NewPayMessageKind): EmbeddedFields {
  return kind in answers || kind === 'call' ? OF_ALL : OF_CALLBACKS;
}

/**
 * The query of a pay URL may contain `&orderNo=`, but not the result of a payment or refund. Every
 * message that could be misread as the answer to an order has such a result after its `extra`.
 */
const OF_ADDRESSES = embeddedFields([
  'transStatus',
  'transInfo',
  'tranStatus',
  'tranInfo',
  'settlementStatus',
  'refundOrderAmt',
]);

/** The fields of answers that are URLs (protocol 4.1, 6.1). */
export const ADDRESS_FIELDS: ReadonlyMap<string, EmbeddedFields> = new Map([
  ['payUrl', OF_ADDRESSES],
  ['payReference', OF_ADDRESSES],
]);
