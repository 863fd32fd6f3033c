import { describe, expect, it } from '@jest/globals';
import { NewPaySignatureError, NewPayUnknownOutcomeError } from '../../lib/index.js';
import { failureKindOf } from '../../lib/protocol/call-failure.js';
import { envelope, orderAnswer, sendJson } from '../support/fake-gateway.js';
import { rsaKeyPair } from '../support/keys.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { APP_ID, plainStringToSign, signText } from '../support/signed-callback.js';

const { gateway, newPay } = usePaymentApp();
const createOrder = () => newPay().createOrder(ORDER);

describe('The answer to an order', () => {
  it('A verified answer is returned as the order.', async () => {
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { orderAmt: '50000.00' }));
    expect(await createOrder()).toEqual({
      payUrl: 'https://pay.newpay.example/cashier?o=1',
      orderNo: 'A1001',
      newpayOrderNo: '202306231000000282',
      tranNo: '00012023062300000009',
      tranAbbr: undefined,
      orderAmt: '50000.00',
      appId: APP_ID,
    });
  });

  it('An answer is verified over its JSON text: 19-digit numbers and 123.00 are kept.', async () => {
    gateway.reply = (request, response) => {
      const text = plainStringToSign({
        ...(orderAnswer(request.fields)['data'] as object),
        newpayOrderNo: '9223372036854775807',
        orderAmt: '50000.00',
      });
      const body = JSON.stringify(orderAnswer(request.fields))
        .replace('"202306231000000282"', '9223372036854775807')
        .replace('"50000"', '50000.00')
        .replace(/"sign":"[^"]+"/, `"sign":"${signText(text)}"`);
      sendJson(response, body);
    };
    expect(await createOrder()).toMatchObject({
      newpayOrderNo: '9223372036854775807',
      orderAmt: '50000.00',
    });
  });

  it('The short number of the transaction is returned, if the answer has it.', async () => {
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { tranAbbr: '0009' }));
    expect((await createOrder()).tranAbbr).toBe('0009');
  });

  it('The payUrl may open the NewPay app.', async () => {
    const payUrl = 'newpay://openApi/?orderNo=1&type=2';
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { payUrl }));
    expect((await createOrder()).payUrl).toBe(payUrl);
  });
});

describe('An answer that is not of the order', () => {
  it('An order whose answer is signed with another key has an unknown outcome.', async () => {
    const { privateKey } = rsaKeyPair();
    gateway.reply = (request, response) => {
      const { sign: _, ...data } = orderAnswer(request.fields)['data'] as Record<string, unknown>;
      const sign = signText(plainStringToSign(data), privateKey);
      sendJson(response, envelope({ ...data, sign }));
    };
    const error = await rejection(createOrder(), NewPayUnknownOutcomeError);
    expect(error.cause).toBeInstanceOf(NewPaySignatureError);
    expect((error.cause as NewPaySignatureError).code).toBe('ERR_NEWPAY_SIGNATURE');
  });

  it.each([
    ['orderNo', 'A1002'],
    ['orderAmt', '50000.01'],
    ['orderAmt', null],
    ['appId', 'other'],
    ['payUrl', 'javascript:alert(1)'],
    ['payUrl', '/cashier'],
    ['payUrl', null],
    ['newpayOrderNo', null],
  ])('An order whose signed answer has %s %p has an unknown outcome.', async (name, value) => {
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { [name]: value }));
    const error = await rejection(createOrder(), NewPayUnknownOutcomeError);
    expect(error.message).toContain(`"${name}"`);
    expect(failureKindOf(error.cause)).toBe('untrustworthy');
  });
});
