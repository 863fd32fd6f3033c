import { assertUnambiguous, embeddedFields } from '../signature/ambiguous-text.js';
import { DOCUMENTED_FIELDS } from '../v1/documented-fields.js';
import {
  DOCUMENTED_OBJECTS,
  DOCUMENTED_V2_FIELDS,
  IDENTIFYING_V2_FIELDS,
} from './documented-fields.js';

/** As they stand in the forms `fields` and `lifted`, and in `dotted`. */
const OF_OBJECTS = Array.from(DOCUMENTED_OBJECTS, ([name, { members }]) =>
  members.flatMap((member) => [member, String.raw`${name}\.${member}`]),
).flat();

const { order, paymentCallback, paymentQuery, refund, refundCallback, refundQuery } =
  DOCUMENTED_FIELDS;

/** The fields of the messages of both versions about orders and refunds: a text of one must not be read as one of the other. */
const OF_ALL = embeddedFields(
  new Set([
    ...[order, paymentCallback, paymentQuery, refund, refundCallback, refundQuery].flat(),
    ...Object.values(DOCUMENTED_V2_FIELDS).flat(),
    ...IDENTIFYING_V2_FIELDS,
    ...DOCUMENTED_OBJECTS.keys(),
    ...OF_OBJECTS,
    'merchantId',
    'mchId',
  ]),
);

/** The query of a pay address may contain `&orderNo=`, but not the result of a payment or refund. */
const OF_ADDRESSES = embeddedFields([
  'transStatus',
  'transInfo',
  'tranStatus',
  'tranInfo',
  'settlementStatus',
  'refundOrderAmt',
  'refundAmt',
  ...IDENTIFYING_V2_FIELDS.filter((name) => name !== 'mchOrderNo'),
]);

const EXCEPTIONS = new Map([
  ['payUrl', OF_ADDRESSES],
  ['payReference', OF_ADDRESSES],
]);

/** The fields that a free text must not contain, because NewPay returns it in its messages. */
export const EMBEDDED_IN_V2_FREE_TEXT = OF_ALL;

/**
 * Rejects a message of v2 whose signed text could be read as another message: a value contains the name
 * of a field, or a name contains what joins fields.
 *
 * @param values the signed values; those of an object one by one where nothing marks its end
 * @throws {NewPayValidationError} naming the field
 */
export function requireOneReading(values: ReadonlyMap<string, string>): void {
  assertUnambiguous(values, OF_ALL, EXCEPTIONS);
}
