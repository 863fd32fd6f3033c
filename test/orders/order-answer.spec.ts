import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Currency,
  NewPayService,
  NewPaySignatureError,
  NewPayUnknownOutcomeError,
  PayMethod,
  type CreateOrderDto,
} from '../../lib/index.js';
import {
  envelope,
  orderAnswer,
  sendJson,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { rsaKeyPair } from '../support/keys.js';
import { APP_ID, plainStringToSign, signText } from '../support/signed-callback.js';

const order: CreateOrderDto = {
  payMethod: PayMethod.NewPay,
  currency: Currency.LAK,
  orderAmt: '50000',
  orderNo: 'A1001',
};

let gateway: FakeGateway;
let host: HostApp;
let newPay: NewPayService;

async function start(options: Parameters<typeof validOptions>[0] = {}) {
  host = await startHostApp({ options: { baseUrl: gateway.url, ...options } });
  newPay = host.app.get(NewPayService);
}

beforeEach(async () => {
  gateway = await startFakeGateway();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

async function failureOf<T extends Error>(type: abstract new (...args: never[]) => T): Promise<T> {
  const error: unknown = await newPay.createOrder(order).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(type);
  return error as T;
}

describe('The answer to an order', () => {
  it('A verified answer is returned as the order.', async () => {
    await start();
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { orderAmt: '50000.00' }));
    expect(await newPay.createOrder(order)).toEqual({
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
    await start();
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
    expect(await newPay.createOrder(order)).toMatchObject({
      newpayOrderNo: '9223372036854775807',
      orderAmt: '50000.00',
    });
  });

  it('The payUrl may open the NewPay app.', async () => {
    await start();
    const payUrl = 'newpay://openApi/?orderNo=1&type=2';
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { payUrl }));
    expect((await newPay.createOrder(order)).payUrl).toBe(payUrl);
  });
});

describe('The outcome of an order is unknown', () => {
  it('when the answer is signed with another key.', async () => {
    await start();
    const { privateKey } = rsaKeyPair();
    gateway.reply = (request, response) => {
      const { sign: _, ...data } = orderAnswer(request.fields)['data'] as Record<string, unknown>;
      const sign = signText(plainStringToSign(data), privateKey);
      sendJson(response, envelope({ ...data, sign }));
    };
    const error = await failureOf(NewPayUnknownOutcomeError);
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
  ])('when a signed answer has %s %p.', async (name, value) => {
    await start();
    gateway.reply = (request, response) =>
      sendJson(response, orderAnswer(request.fields, { [name]: value }));
    const error = await failureOf(NewPayUnknownOutcomeError);
    expect(error.message).toContain(`"${name}"`);
  });
});
