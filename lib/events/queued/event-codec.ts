import { NotRunnableHereError } from '../../jobs/not-runnable-here.error.js';
import { Currency } from '../../protocol/v1/currency.enum.js';
import type { NewPayEventFields } from '../newpay-event.js';
import type { NewPayAnyEvent } from '../event-names.js';
import { NewPayDuplicateEvent } from '../newpay-duplicate.event.js';
import { NewPayFailedEvent } from '../newpay-failed.event.js';
import { NewPayMismatchedEvent } from '../newpay-mismatched.event.js';
import { NewPayPaidEvent } from '../newpay-paid.event.js';
import type { NewPayRefundEventFields } from '../newpay-refund.event.js';
import { NewPayRefundFailedEvent } from '../newpay-refund-failed.event.js';
import { NewPayRefundedEvent } from '../newpay-refunded.event.js';
import {
  NewPayUnresolvedEvent,
  type NewPayUnresolvedEventFields,
} from '../newpay-unresolved.event.js';

const CURRENCIES = Object.values(Currency);

type Fields = Readonly<Record<string, unknown>>;

const DECODERS: ReadonlyMap<string, (fields: Fields) => NewPayAnyEvent> = new Map(
  Object.entries({
    'newpay.paid': (fields) => new NewPayPaidEvent(commonOf(fields)),
    'newpay.failed': (fields) =>
      new NewPayFailedEvent(
        commonOf(fields),
        oneOf(fields, 'reason', ['failed', 'expired'], 'failed'),
      ),
    'newpay.mismatched': (fields) =>
      new NewPayMismatchedEvent(commonOf(fields), expectedOf(fields['expected'])),
    'newpay.duplicate': (fields) =>
      new NewPayDuplicateEvent(commonOf(fields), {
        newpayOrderNo: textOf(fields, 'handledNewpayOrderNo'),
        orderAmt: optionalTextOf(fields, 'handledOrderAmt'),
      }),
    'newpay.refunded': (fields) => new NewPayRefundedEvent(refundOf(fields)),
    'newpay.refund-failed': (fields) => new NewPayRefundFailedEvent(refundOf(fields)),
    'newpay.unresolved': (fields) => new NewPayUnresolvedEvent(unresolvedOf(fields)),
  } satisfies Record<NewPayAnyEvent['name'], (fields: Fields) => NewPayAnyEvent>),
);

/** U+0000 and half a surrogate pair, in a text made by `JSON.stringify`: PostgreSQL takes no `jsonb` that has them. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/**
 * An event as JSON that every engine can store: one with characters that PostgreSQL refuses is a text of JSON,
 * beside its name.
 */
export function encodeEvent(event: NewPayAnyEvent): Record<string, unknown> {
  const json = JSON.stringify(event);
  return UNSTORABLE.test(json)
    ? { name: event.name, json }
    : (JSON.parse(json) as Record<string, unknown>);
}

/**
 * The event that {@link encodeEvent} made JSON of, perhaps in another version of this package: of its
 * class, and frozen.
 *
 * @throws {TypeError} it is none; the message names the field
 */
export function decodeEvent(encoded: unknown): NewPayAnyEvent {
  const fields = fieldsOf(recordOf(encoded, 'the event'));
  const name = textOf(fields, 'name');
  const decode = DECODERS.get(name);
  return decode ? decode(fields) : refuse(`its name "${name}" is unknown`);
}

function fieldsOf(encoded: Fields): Fields {
  const { json } = encoded;
  if (typeof json !== 'string') {
    return encoded;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return refuse('its "json" is no JSON');
  }
  return recordOf(parsed, 'the event');
}

function commonOf(fields: Fields): NewPayEventFields {
  const payMethod = fields['payMethod'];
  return {
    orderNo: textOf(fields, 'orderNo'),
    newpayOrderNo: textOf(fields, 'newpayOrderNo'),
    orderAmt: textOf(fields, 'orderAmt'),
    currency: oneOf(fields, 'currency', CURRENCIES),
    payMethod: typeof payMethod === 'number' ? payMethod : refuse('"payMethod" is no number'),
    subject: optionalTextOf(fields, 'subject'),
    extra: optionalTextOf(fields, 'extra'),
    transInfo: optionalTextOf(fields, 'transInfo'),
    settlementStatus: textOf(fields, 'settlementStatus') as NewPayEventFields['settlementStatus'],
    occurredAt: dateOf(fields, 'occurredAt'),
    source: oneOf(fields, 'source', ['callback', 'query']),
    merchant: optionalTextOf(fields, 'merchant'),
    api: oneOf(fields, 'api', ['v1', 'v2'], 'v1'),
    verified: isVerified(fields['verified']),
    raw: rawOf(fields),
  };
}

/** An event that was stored before the field existed was verified. */
function isVerified(value: unknown = true): boolean {
  return typeof value === 'boolean' ? value : refuse('"verified" is neither true nor false');
}

function unresolvedOf(fields: Fields): NewPayUnresolvedEventFields {
  const attempts = fields['attempts'];
  return {
    orderNo: textOf(fields, 'orderNo'),
    refundOrderNo: optionalTextOf(fields, 'refundOrderNo'),
    attempts: typeof attempts === 'number' ? attempts : refuse('"attempts" is no number'),
    lastStatus: oneOf(fields, 'lastStatus', ['processing', 'refused', 'unanswered']),
    gatewayCode: optionalTextOf(fields, 'gatewayCode'),
    gatewayMessage: optionalTextOf(fields, 'gatewayMessage'),
    watchedSince: dateOf(fields, 'watchedSince'),
    occurredAt: dateOf(fields, 'occurredAt'),
    merchant: optionalTextOf(fields, 'merchant'),
    api: oneOf(fields, 'api', ['v1', 'v2'], 'v1'),
    raw: rawOf(fields),
  };
}

function refundOf(fields: Fields): NewPayRefundEventFields {
  return {
    ...commonOf(fields),
    refundOrderNo: textOf(fields, 'refundOrderNo'),
    newpayRefundOrderNo: textOf(fields, 'newpayRefundOrderNo'),
    refundOrderAmt: textOf(fields, 'refundOrderAmt'),
  };
}

function expectedOf(value: unknown): ConstructorParameters<typeof NewPayMismatchedEvent>[1] {
  if (value === undefined || value === null) {
    return undefined;
  }
  const expected = recordOf(value, '"expected"');
  return {
    orderAmt: textOf(expected, 'orderAmt'),
    currency: oneOf(expected, 'currency', CURRENCIES),
  };
}

function rawOf(fields: Fields): Record<string, string> {
  const raw = { ...recordOf(fields['raw'], '"raw"') };
  // Frozen, so that the event does not copy it again.
  return isOfTexts(raw) ? Object.freeze(raw) : refuse('"raw" has a value that is no text');
}

function isOfTexts(record: Fields): record is Record<string, string> {
  return Object.values(record).every((value) => typeof value === 'string');
}

function dateOf(fields: Fields, field: string): Date {
  const date = new Date(textOf(fields, field));
  return Number.isNaN(date.getTime()) ? refuse(`"${field}" is no date`) : date;
}

function oneOf<const T extends string>(
  fields: Fields,
  field: string,
  known: readonly T[],
  fallback?: NoInfer<T>,
): T {
  const value = fields[field] ?? fallback;
  return known.find((one) => one === value) ?? refuse(`"${field}" is none of ${known.join(', ')}`);
}

function textOf(fields: Fields, field: string): string {
  const value = fields[field];
  return typeof value === 'string' && value !== '' ? value : refuse(`"${field}" is missing`);
}

/** JSON leaves `undefined` out. */
function optionalTextOf(fields: Fields, field: string): string | undefined {
  const value = fields[field] ?? undefined;
  return value === undefined || typeof value === 'string' ? value : refuse(`"${field}" is no text`);
}

function recordOf(value: unknown, what: string): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(`${what} is not an object`);
}

function refuse(problem: string): never {
  throw new NotRunnableHereError(
    `the job has no event of nestjs-newpay that this version knows: ${problem}`,
  );
}
