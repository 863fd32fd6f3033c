import { ACKNOWLEDGEMENT, REJECTION } from '../acknowledgement.js';
import { V1_CURRENCIES } from './currency.enum.js';

/** The part of a JSON Schema that is used here. */
export interface FieldSchema {
  readonly type: string | readonly string[];
  readonly description: string;
  readonly enum?: readonly (string | number)[];
}

/** A message or a part of one, as a JSON Schema. */
export interface MessageSchema {
  readonly type: 'object';
  readonly title: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, FieldSchema | MessageSchema>>;
}

// In NewPay's tables these are text, in some examples numbers (protocol 10.6, 10.7).
const TEXT_OR_NUMBER = ['string', 'number'];
// What is not signed is `null` (protocol 10.9).
const TEXT_OR_NULL = ['string', 'null'];

const COMMON = {
  appId: { type: TEXT_OR_NUMBER, description: "The merchant's `appId`." },
  payMethod: { type: TEXT_OR_NUMBER, description: 'The code of the payment method.' },
  currency: { type: 'string', description: 'The currency.', enum: V1_CURRENCIES },
  orderNo: { type: TEXT_OR_NUMBER, description: "The merchant's number of the order." },
  newpayOrderNo: { type: TEXT_OR_NUMBER, description: "NewPay's number of the payment." },
  transInfo: { type: TEXT_OR_NULL, description: "NewPay's text about the result." },
  timestamp: { type: TEXT_OR_NUMBER, description: 'Milliseconds since the epoch.' },
  sign: { type: 'string', description: 'SHA256withRSA over all other fields, in Base64.' },
} satisfies Record<string, FieldSchema>;

/** The payment callback (protocol 5.1), as the host's OpenAPI document shows it. */
export const PAYMENT_CALLBACK_SCHEMA: MessageSchema = {
  type: 'object',
  title: 'NewPay payment callback',
  required: [
    'appId',
    'payMethod',
    'orderAmt',
    'currency',
    'newpayOrderNo',
    'orderNo',
    'transStatus',
    'timestamp',
    'sign',
  ],
  properties: {
    ...COMMON,
    orderAmt: { type: TEXT_OR_NUMBER, description: 'The amount, a decimal: `50000.00`.' },
    subject: { type: TEXT_OR_NULL, description: 'The subject of the order.' },
    extra: { type: TEXT_OR_NULL, description: "The merchant's data, as sent with the order." },
    transStatus: { type: TEXT_OR_NUMBER, description: '0 is success, 1 is failure.' },
    settlementStatus: {
      type: [...TEXT_OR_NUMBER, 'null'],
      description: '1 is not settled, 2 is settled.',
    },
  },
};

/** The refund callback (protocol 5.2), as the host's OpenAPI document shows it. */
export const REFUND_CALLBACK_SCHEMA: MessageSchema = {
  type: 'object',
  title: 'NewPay refund callback',
  required: [
    'appId',
    'payMethod',
    'refundOrderAmt',
    'currency',
    'newpayOrderNo',
    'newpayRefundOrderNo',
    'orderNo',
    'refundOrderNo',
    'transStatus',
    'timestamp',
    'sign',
  ],
  properties: {
    ...COMMON,
    refundOrderAmt: { type: TEXT_OR_NUMBER, description: 'The amount of the refund, a decimal.' },
    refundOrderNo: { type: TEXT_OR_NUMBER, description: "The merchant's number of the refund." },
    newpayRefundOrderNo: { type: TEXT_OR_NUMBER, description: "NewPay's number of the refund." },
    transStatus: {
      type: TEXT_OR_NUMBER,
      description: "NewPay's pages contradict each other: query the refund for its result.",
    },
  },
};

/** The two answers to a callback. */
export const ACKNOWLEDGEMENT_SCHEMA = answerSchema('Acknowledged', ACKNOWLEDGEMENT.transResult);
export const REJECTION_SCHEMA = answerSchema('Not acknowledged', REJECTION.transResult);

function answerSchema(title: string, transResult: string): MessageSchema {
  return {
    type: 'object',
    title,
    required: ['transResult'],
    properties: {
      transResult: { type: 'string', description: `Always ${transResult}.`, enum: [transResult] },
    },
  };
}
