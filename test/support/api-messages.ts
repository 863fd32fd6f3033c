import type { KeyObject } from 'node:crypto';
import { envelope } from './fake-gateway.js';
import { platformKeys } from './keys.js';
import { plainV2StringToSign } from './nested-forms.js';
import { paymentFields, plainStringToSign, signText, type JsonFields } from './signed-callback.js';
import { v2PaymentFields } from './v2-messages.js';

/** The messages of one version of NewPay's API, for suites that every version has to pass. */
export interface ApiMessages {
  readonly api: 'v1' | 'v2';
  /** The version, and the shape of its callbacks. */
  readonly title: string;
  /** NewPay's name of the field that has the result of a payment. */
  readonly statusField: string;
  /** NewPay's name of the merchant's own data, which events have as `extra`. */
  readonly extraField: string;
  /**
   * The fields of a payment's callback. The changes have the names of this package, and `status` and `at`
   * for the result and the signed time. `null` leaves a field out; any other name is added as it is.
   */
  payment(changes?: JsonFields): JsonFields;
  /** The text that NewPay signs. */
  textOf(fields: JsonFields): string;
  /** The JSON of a callback with these fields. */
  body(fields: JsonFields): string;
}

const V1_STATUSES: JsonFields = { paid: 0, failed: 1 };
const V2_STATUSES: JsonFields = { paid: 'SUCCESS', failed: 'FAIL', expired: 'EXPIRED' };

const statusOf = (statuses: JsonFields, status: unknown): unknown =>
  statuses[String(status)] ?? status;

const V1: ApiMessages = {
  api: 'v1',
  title: 'API v1',
  statusField: 'transStatus',
  extraField: 'extra',
  payment: ({ status = 'paid', at = Date.now(), ...changes } = {}) =>
    paymentFields({ transStatus: statusOf(V1_STATUSES, status), timestamp: at, ...changes }),
  textOf: plainStringToSign,
  body: (fields) => JSON.stringify(fields),
};

const V2: ApiMessages = {
  api: 'v2',
  title: 'API v2',
  statusField: 'payStatus',
  extraField: 'attach',
  payment: ({
    orderNo = 'A1001',
    newpayOrderNo = '202209210000006950',
    orderAmt = '123.00',
    currency = 'LAK',
    extra = '',
    status = 'paid',
    at = Date.now(),
    ...others
  } = {}) =>
    v2PaymentFields({
      mchOrderNo: orderNo,
      newpayOrderNo,
      orderAmt: { value: orderAmt ?? undefined, currency: currency ?? undefined },
      attach: extra,
      payStatus: statusOf(V2_STATUSES, status),
      paytime: at,
      ...others,
    }),
  textOf: (fields) => plainV2StringToSign(fields, 'json'),
  body: (fields) => JSON.stringify(envelope(fields)),
};

/** Signed in another form. */
const FLAT_V2: ApiMessages = {
  ...V2,
  title: 'API v2, flat',
  textOf: (fields) => plainV2StringToSign(fields, 'sorted-json'),
  body: (fields) => JSON.stringify(fields),
};

/** Each version with each shape that its callbacks may have. */
export const CALLBACK_SHAPES: readonly ApiMessages[] = [V1, V2, FLAT_V2];

/** Each version, with NewPay's documented shape of its callbacks. */
export const API_MESSAGES = { v1: V1, v2: V2 } as const;

/** The fields with their signature. */
export function signedFields(
  { textOf }: ApiMessages,
  fields: JsonFields,
  key?: KeyObject,
): JsonFields {
  return { ...fields, sign: signText(textOf(fields), key ?? platformKeys.privateKey) };
}

/** The JSON of a signed callback. */
export function signedCallback(
  messages: ApiMessages,
  fields: JsonFields = messages.payment(),
  key?: KeyObject,
): string {
  return messages.body(signedFields(messages, fields, key));
}

/** A callback whose signed object begins with this member, which nobody signed. */
export function withMember(body: string, member: string): string {
  return body.replace('{"appId"', `{${member},"appId"`);
}

/** What `raw` of an event has: every field as text, an object as its JSON. */
export function rawOf(fields: JsonFields): Record<string, string> {
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}
