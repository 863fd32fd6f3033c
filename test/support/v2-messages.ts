import type { NewPayNestedForm } from 'nestjs-newpay';
import { envelope } from './fake-gateway.js';
import { platformKeys } from './keys.js';
import { plainV2StringToSign } from './nested-forms.js';
import { APP_ID, signText, type JsonFields } from './signed-callback.js';

/** The fields of a payment of API v2, in a callback and in the answer to a query. */
export function v2PaymentFields(changes: JsonFields = {}): JsonFields {
  return {
    appId: APP_ID,
    payStatus: 'SUCCESS',
    payMethod: 1,
    orderType: 'ONLINE',
    orderAmt: { value: '50000.00', currency: 'LAK' },
    mchOrderNo: 'A1001',
    newpayOrderNo: '2022092100000069501',
    subject: 'Coffee',
    settlementStatus: 0,
    paytime: Date.now(),
    attach: 'cart-7',
    ...changes,
  };
}

/** The fields of the answer to a refund query of API v2. */
export function v2RefundQueryFields(changes: JsonFields = {}): JsonFields {
  return {
    newpayRefundNo: '2022092100000069599',
    mchRefundNo: 'R1',
    newpayOrderNo: '2022092100000069501',
    refundAmt: { value: '20000.00', currency: 'LAK' },
    orderAmt: { value: '50000.00', currency: 'LAK' },
    refundStatus: 'SUCCESS',
    ...changes,
  };
}

/** Fields with their signature in one form. */
export function signedV2(
  fields: JsonFields,
  form: NewPayNestedForm = 'json',
  key = platformKeys.privateKey,
): JsonFields {
  return { ...fields, sign: signText(plainV2StringToSign(fields, form), key) };
}

/** The envelope of an answer or of a callback around signed fields. */
export function v2Envelope(fields: JsonFields, form?: NewPayNestedForm): JsonFields {
  return envelope(signedV2(fields, form));
}
