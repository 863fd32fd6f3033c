import { sign, type KeyObject } from 'node:crypto';
import { platformKeys } from './keys.js';

export type JsonFields = Record<string, unknown>;

export const APP_ID = '3514d69403bc4ce1a8fafb6415a31018';
export const MERCHANT_ID = '876266cdc7154dd08a022fd1f2eace55';

/** The fields of a payment callback as NewPay's own example has them. */
export function paymentFields(changes: JsonFields = {}): JsonFields {
  return {
    appId: APP_ID,
    payMethod: 1,
    orderAmt: '123.00',
    currency: 'LAK',
    newpayOrderNo: '202209210000006950',
    orderNo: 'A1001',
    subject: 'Coffee',
    transStatus: 0,
    transInfo: 'Transaction Success',
    settlementStatus: 1,
    timestamp: Date.now(),
    extra: '',
    ...changes,
  };
}

/** The fields of a refund callback as NewPay's own example has them. */
export function refundFields(changes: JsonFields = {}): JsonFields {
  return {
    appId: APP_ID,
    payMethod: 1,
    refundOrderAmt: '123.00',
    currency: 'LAK',
    newpayOrderNo: '202209210000006950',
    newpayRefundOrderNo: '202209210000006951',
    orderNo: 'A1001',
    refundOrderNo: 'R1',
    transStatus: 0,
    transInfo: 'Transaction Success',
    timestamp: Date.now(),
    ...changes,
  };
}

/** Written independently of the package: the string to sign of plain JSON values. */
export function plainStringToSign(fields: JsonFields): string {
  return Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== null && fields[name] !== undefined)
    .sort()
    .map((name) => `${name}=${printed(fields[name])}`)
    .join('&');
}

/** As in the JSON; for what is nested no page says how, so that any text will do. */
function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function signText(text: string, key: KeyObject = platformKeys.privateKey): string {
  return sign('sha256', Buffer.from(text), key).toString('base64');
}

/** The JSON text of a signed callback. */
export function signedBody(fields: JsonFields, key?: KeyObject): string {
  return JSON.stringify({ ...fields, sign: signText(plainStringToSign(fields), key) });
}
