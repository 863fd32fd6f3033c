import type { FieldSchema, MessageSchema } from '../v1/callback-schemas.js';
import { Currency } from '../v1/currency.enum.js';

// Whether NewPay prints them as text or as numbers is not known of every field.
const TEXT_OR_NUMBER = ['string', 'number'];
const TEXT_OR_NULL = ['string', 'null'];

const SIGN: FieldSchema = {
  type: 'string',
  description: 'SHA256withRSA over all other fields of `data`, in Base64.',
};

/** The signed fields of a payment callback (protocol 6.2). */
export const V2_PAYMENT_SCHEMA: MessageSchema = {
  type: 'object',
  title: 'Payment',
  required: ['appId', 'payStatus', 'orderAmt', 'mchOrderNo', 'newpayOrderNo', 'sign'],
  properties: {
    appId: { type: TEXT_OR_NUMBER, description: "The merchant's `appId`." },
    payStatus: {
      type: 'string',
      description: 'The result of the payment.',
      enum: ['SUCCESS', 'FAIL', 'EXPIRED'],
    },
    payMethod: { type: TEXT_OR_NUMBER, description: 'The code of the payment method.' },
    orderType: { type: TEXT_OR_NULL, description: 'The kind of order, such as ONLINE or APP.' },
    orderAmt: {
      type: 'object',
      title: 'Amount',
      required: ['value', 'currency'],
      properties: {
        value: { type: TEXT_OR_NUMBER, description: 'The amount, a decimal: `50000.00`.' },
        currency: {
          type: 'string',
          description: 'The currency.',
          enum: Object.values(Currency),
        },
      },
    },
    mchOrderNo: { type: TEXT_OR_NUMBER, description: "The merchant's number of the order." },
    newpayOrderNo: { type: TEXT_OR_NUMBER, description: "NewPay's number of the payment." },
    subject: { type: TEXT_OR_NULL, description: 'The subject of the order.' },
    attach: { type: TEXT_OR_NULL, description: "The merchant's data, as sent with the order." },
    settlementStatus: {
      type: [...TEXT_OR_NUMBER, 'null'],
      description: '0 is not settled, 1 is being settled, 2 is settled.',
    },
    paytime: {
      type: [...TEXT_OR_NUMBER, 'null'],
      description: 'When it was paid, in milliseconds since the epoch.',
    },
    sign: SIGN,
  },
};

const REFUND: MessageSchema = {
  type: 'object',
  title: 'Refund',
  required: ['mchRefundNo', 'sign'],
  properties: {
    mchRefundNo: { type: TEXT_OR_NUMBER, description: "The merchant's number of the refund." },
    newpayRefundNo: {
      type: [...TEXT_OR_NUMBER, 'null'],
      description: "NewPay's number of the refund. Query the refund for its result.",
    },
    sign: SIGN,
  },
};

/** The payment callback of API v2 (protocol 6.6), as the host's OpenAPI document shows it. */
export const V2_PAYMENT_CALLBACK_SCHEMA = enveloped(
  'NewPay payment callback of API v2',
  V2_PAYMENT_SCHEMA,
);

/** The refund callback of API v2 (protocol 6.6), of whose fields only the numbers are read. */
export const V2_REFUND_CALLBACK_SCHEMA = enveloped('NewPay refund callback of API v2', REFUND);

function enveloped(title: string, data: MessageSchema): MessageSchema {
  return { type: 'object', title, required: ['data'], properties: { data } };
}
