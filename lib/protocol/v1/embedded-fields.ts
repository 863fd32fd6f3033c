import { embeddedFields, type EmbeddedFields } from '../signature/ambiguity.js';
import { DOCUMENTED_FIELDS, type NewPayMessageKind } from './documented-fields.js';

/** No page lists it in a message of NewPay's; where it comes, it says whose the message is. */
const MERCHANT = 'merchantId';

const { paymentCallback, refundCallback, ...answers } = DOCUMENTED_FIELDS;

/** What a callback must not embed, also in its own fields: it may be read as either kind. */
const OF_CALLBACKS = embeddedFields(new Set([...paymentCallback, ...refundCallback, MERCHANT]));

/** Of every message. */
const OF_ALL = embeddedFields(new Set([...Object.values(DOCUMENTED_FIELDS).flat(), MERCHANT]));

/** What a text must not embed that NewPay is to return, in whichever message. */
export const EMBEDDED_IN_FREE_TEXT = OF_ALL;

/** What a verified message of a kind must not embed. */
export function embeddedFieldsOf(kind: NewPayMessageKind): EmbeddedFields {
  return kind in answers || kind === 'call' ? OF_ALL : OF_CALLBACKS;
}

/**
 * A pay address may bear `&orderNo=` in its query. What no address bears is the result of a payment or
 * refund, which every text has behind its `extra` that could be cut into an order's answer.
 */
const OF_ADDRESSES = embeddedFields([
  'transStatus',
  'transInfo',
  'tranStatus',
  'tranInfo',
  'settlementStatus',
  'refundOrderAmt',
]);

/** Fields of answers that are addresses (protocol 4.1, 6.1). */
export const ADDRESS_FIELDS: ReadonlyMap<string, EmbeddedFields> = new Map([
  ['payUrl', OF_ADDRESSES],
  ['payReference', OF_ADDRESSES],
]);
