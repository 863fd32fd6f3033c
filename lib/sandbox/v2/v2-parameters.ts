import { isLosslessObject } from '../../protocol/json/lossless-json.js';
import { text, timestamp, type Parameter } from '../api/parameters.js';

/** Every value of an object is text. */
const textObject: Parameter['type'] = (value) =>
  isLosslessObject(value) && Object.values(value).every((member) => typeof member === 'string')
    ? undefined
    : 'must be an object with text values';

/** The parameters that every call has (protocol 6). */
const SIGNED = {
  appId: { type: text, required: true },
  sign: { type: text, required: true },
} satisfies Record<string, Parameter>;

/** The parameters that every call but the query of a user has. */
const COMMON = { ...SIGNED, mchId: { type: text, required: true } };

const required = { type: text, required: true } as const;
const optional = { type: text, required: false } as const;

/** Protocol 6.1. */
export const UNIFIED_ORDER = {
  ...COMMON,
  mchOrderNo: required,
  channel: required,
  currency: required,
  orderAmt: required,
  subject: optional,
  callBackUrl: required,
  redirect: optional,
  attach: optional,
  extraParam: { type: textObject, required: false },
};

/** Protocol 6.2. */
export const QUERY_PAY = { ...COMMON, newpayOrderNo: optional, mchOrderNo: optional };

/** Protocol 6.3. */
export const UNI_REFUND = {
  ...COMMON,
  newpayOrderNo: required,
  mchRefundNo: required,
  refundAmt: required,
  callback: optional,
};

/** Protocol 6.4. */
export const QUERY_REFUND = { ...COMMON, newpayRefundNo: optional, mchRefundNo: optional };

/** Protocol 9.4. */
export const QUERY_USER = {
  ...SIGNED,
  timestamp: { type: timestamp, required: true },
  token: required,
};

/** Protocol 7. */
export const SCAN = {
  ...COMMON,
  authCode: required,
  amount: required,
  currency: required,
  mchOrderNo: required,
  callbackUrl: required,
  description: optional,
};
