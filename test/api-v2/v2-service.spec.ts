import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  getNewPayV2Token,
  NewPayChannel,
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayV2Service,
  NewPayValidationError,
  type CreateV2OrderDto,
  type NewPayNestedForm,
} from '../../lib/index.js';
import { NESTED_FORMS } from '../../lib/protocol/v2/nested-form.js';
import { sendJson } from '../support/fake-gateway.js';
import { merchantKeys, rsaKeyPair } from '../support/keys.js';
import { plainV2StringToSign } from '../support/nested-forms.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, MERCHANT_ID, signText, type JsonFields } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';
import {
  signedV2,
  v2Envelope,
  v2PaymentFields,
  v2RefundQueryFields,
} from '../support/v2-messages.js';
import { envelope } from '../support/fake-gateway.js';

const { gateway, host, listener, restart, logger } = usePaymentApp({
  options: {
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});
const order: CreateV2OrderDto = {
  channel: NewPayChannel.NewPayOnline,
  currency: 'LAK',
  orderAmt: '50000.00',
  orderNo: 'A1001',
};

let service: NewPayV2Service;
async function start(v2: object = {}): Promise<void> {
  await restart({ options: { v2: { baseUrl: gateway.url, ...v2 } } });
  service = host().app.get(NewPayV2Service);
}

/** Answers every call with these signed fields. */
function answer(fields: JsonFields, form?: NewPayNestedForm): void {
  gateway.reply = (_request, response) => sendJson(response, v2Envelope(fields, form));
}

beforeEach(() => {
  service = host().app.get(NewPayV2Service);
});
const sent = (): JsonFields => gateway.requests.at(-1)?.fields ?? {};

describe('createOrder', () => {
  it('sends the documented fields, signed, and nothing of v1', async () => {
    answer({ appId: APP_ID, payReference: 'https://pay.newpay.example/?a=1&orderNo=2' });
    const created = await service.createOrder({
      ...order,
      subject: 'Coffee',
      attach: 'cart-7',
      extraParam: { agentReference: 'true', userId: '100234' },
    });
    const { sign, ...fields } = sent();
    expect(gateway.requests).toHaveLength(1);
    expect(gateway.requests[0]?.path).toBe('/beta/pay/unifiedOrder');
    expect(gateway.requests[0]?.headers).not.toHaveProperty('version');
    expect(fields).toEqual({
      appId: APP_ID,
      mchId: MERCHANT_ID,
      mchOrderNo: 'A1001',
      channel: 'NEWPAY_ONLINE',
      currency: 'LAK',
      orderAmt: '50000',
      subject: 'Coffee',
      callBackUrl: 'https://shop.example/newpay/callback',
      redirect: 'https://shop.example/success',
      attach: 'cart-7',
      extraParam: { agentReference: 'true', userId: '100234' },
    });
    expect(sign).toBe(signText(plainV2StringToSign(fields, 'wire'), merchantKeys.privateKey));
    expect(created).toEqual({
      payReference: { kind: 'url', value: 'https://pay.newpay.example/?a=1&orderNo=2' },
      orderNo: 'A1001',
      newpayOrderNo: undefined,
      appId: APP_ID,
      raw: { appId: APP_ID, payReference: 'https://pay.newpay.example/?a=1&orderNo=2' },
    });
  });

  it.each(NESTED_FORMS)('signs extraParam in the configured form %s', async (nested) => {
    await start({ nested });
    answer({ appId: APP_ID, payReference: 'weixin://x' });
    await service.createOrder({ ...order, extraParam: { wxCode: '0a1', envVersion: 'trial' } });
    const { sign, ...fields } = sent();
    expect(sign).toBe(signText(plainV2StringToSign(fields, nested), merchantKeys.privateKey));
  });

  it.each([
    ['https://pay.newpay.example/c', 'url'],
    ['http://127.0.0.1:4010/cashier', 'url'],
    ['newpay://openApi/?orderNo=1&type=2', 'app'],
    ['weixin://dl/business/?t=1', 'app'],
    ['xhttps://pay.newpay.example/c', 'app'],
    ['00020101021138', 'data'],
    ['{"prepay_id":"file:1","content":"javascript:x"}', 'data'],
    ['{"prepay_id":"wx1","signType":"RSA","paySign":"a=="}', 'data'],
  ] as const)('tells that %s is of the kind %s', async (payReference, kind) => {
    answer({ appId: APP_ID, payReference });
    await expect(service.createOrder(order)).resolves.toMatchObject({
      payReference: { kind, value: payReference },
    });
  });

  it('may be answered with its amount, as text or as an object', async () => {
    for (const orderAmt of ['50000', { value: '50000.0', currency: 'LAK' }]) {
      answer({ appId: APP_ID, payReference: 'newpay://x', orderAmt });
      await expect(service.createOrder(order)).resolves.toMatchObject({ orderNo: 'A1001' });
    }
  });

  it('takes an object as data, verified in its form', async () => {
    const payReference = { prepay_id: 'wx1', signType: 'RSA' };
    answer({ appId: APP_ID, payReference }, 'java');
    await expect(service.createOrder(order)).resolves.toMatchObject({
      payReference: { kind: 'data', value: JSON.stringify(payReference) },
    });
  });

  it.each([
    [{ appId: APP_ID, payReference: 'javascript:alert(1)' }, 'would run code'],
    [{ appId: APP_ID, payReference: ' java\tscript:alert(1)' }, 'would run code'],
    [{ appId: APP_ID, payReference: '\u00a0javascript:alert(1)' }, 'would run code'],
    [{ appId: APP_ID, payReference: '' }, '"payReference" is missing'],
    [{ appId: 'other', payReference: 'newpay://x' }, 'is for another "appId"'],
    [{ appId: APP_ID, payReference: 'newpay://x', mchOrderNo: 'B' }, 'is for another "mchOrderNo"'],
    [{ appId: APP_ID, payReference: 'newpay://x', orderAmt: '1' }, 'is for another "orderAmt"'],
    [
      { appId: APP_ID, payReference: 'newpay://x', orderAmt: { value: '1', currency: 'LAK' } },
      'is for another "orderAmt"',
    ],
    [{ appId: APP_ID, payReference: 'newpay://x', mchId: 'B' }, 'is for another "mchId"'],
    [{ appId: APP_ID, payReference: 'newpay://x', merchantId: 'B' }, 'is for another "merchantId"'],
    [{ appId: APP_ID, payReference: 'newpay://x', payStatus: 'SUCCESS' }, 'is not a field of'],
    [{ appId: APP_ID, payUrl: 'https://x.example', orderNo: 'A1001' }, '"payReference" is missing'],
  ])('does not believe the answer %j', async (fields, problem) => {
    answer(fields);
    const failure = service.createOrder(order);
    await expect(failure).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(failure).rejects.toThrow(problem);
    await expect(failure).rejects.toMatchObject({ orderNo: 'A1001' });
    expect(gateway.requests).toHaveLength(1);
  });

  it.each([
    [{ channel: 'newpay' }, 'channel must be a NewPayChannel'],
    [{ currency: 'EUR' }, 'currency must be one of LAK, USD, CNY'],
    [{ orderAmt: '1.5' }, 'orderAmt must be whole for LAK'],
    [{ orderAmt: '1.555', currency: 'CNY' }, 'at most two decimals for CNY'],
    [{ attach: 'x&payStatus=SUCCESS' }, 'attach must not contain "&payStatus="'],
    [{ subject: 'x&orderAmt.value=1' }, 'subject must not contain "&orderAmt.value="'],
    [{ attach: 'x&transStatus=1' }, 'attach must not contain "&transStatus="'],
    [{ extraParam: {} }, 'extraParam must not be an empty object'],
    [
      { extraParam: { userId: 100234 } },
      'must have text under each name, such as { wxCode: "…" }: look at "userId"',
    ],
    [
      { extraParam: { userId: 'x', 'wx-code': 'y' } },
      'must have names of 1 to 64 letters, digits or "_", such as { wxCode: "…" }: look at "wx-code"',
    ],
    [{ extraParam: 'x' }, 'extraParam must be an object'],
    [{ redirect: 'shop' }, 'redirect must be an absolute http(s) address'],
    [{ payMethod: 1 }, 'payMethod is not a known field'],
  ])('sends nothing of %j', async (change, problem) => {
    const failure = service.createOrder(untyped({ ...order, ...change }));
    await expect(failure).rejects.toThrow(NewPayValidationError);
    await expect(failure).rejects.toThrow(problem);
    expect(gateway.requests).toEqual([]);
  });

  it('sends nothing that has no text in the configured form', async () => {
    await start({ nested: 'java' });
    await expect(
      service.createOrder({ ...order, extraParam: { wxCode: 'a, userId=9' } }),
    ).rejects.toThrow('the value of "wxCode" would be ambiguous (see the option "v2.nested")');
    expect(gateway.requests).toEqual([]);
  });
});

describe('queryOrder', () => {
  it.each(NESTED_FORMS)('reads the payment that is signed in the form %s', async (form) => {
    const paytime = 1663738614280;
    answer(v2PaymentFields({ paytime }), form);
    await expect(service.queryOrder({ orderNo: 'A1001' })).resolves.toMatchObject({
      status: 'paid',
      orderNo: 'A1001',
      newpayOrderNo: '2022092100000069501',
      orderAmt: '50000.00',
      currency: 'LAK',
      payMethod: 5,
      orderType: 'ONLINE',
      subject: 'Coffee',
      extra: 'cart-7',
      settlementStatus: 'not-settled',
      paidAt: new Date(paytime),
      verified: true,
      appId: APP_ID,
    });
    const { sign, ...fields } = sent();
    expect(fields).toEqual({ appId: APP_ID, mchId: MERCHANT_ID, mchOrderNo: 'A1001' });
    expect(sign).toBe(signText(plainV2StringToSign(fields, 'wire'), merchantKeys.privateKey));
  });

  it.each([
    ['SUCCESS', 'paid'],
    ['FAIL', 'failed'],
    ['EXPIRED', 'expired'],
    ['PROCESSING', 'processing'],
  ])('reads %s as %s', async (payStatus, status) => {
    answer(v2PaymentFields({ payStatus, paytime: null, payMethod: null, orderType: null }));
    await expect(
      service.queryOrder({ newpayOrderNo: '2022092100000069501' }),
    ).resolves.toMatchObject({
      status,
      payMethod: 0,
      paidAt: undefined,
    });
    expect(sent()).toHaveProperty('newpayOrderNo', '2022092100000069501');
    expect(sent()).not.toHaveProperty('mchOrderNo');
  });

  it.each([
    [{ payStatus: '1' }],
    [{ payStatus: 'success' }],
    [{ payStatus: 1 }],
    [{ orderAmt: '50000' }],
    [{ orderAmt: { value: '50000' } }],
    [{ orderAmt: { value: '5e4', currency: 'LAK' } }],
    [{ orderAmt: { value: '50000', currency: 'EUR' } }],
    [{ mchOrderNo: 'B' }],
    [{ appId: 'other' }],
    [{ orderAmt: { value: '0', currency: 'LAK' } }],
    [{ transStatus: 1 }],
    [{ mchRefundNo: 'R1' }],
    [{ orderNo: 'A1001' }],
  ])('does not believe an answer with %j', async (changes) => {
    answer(v2PaymentFields(changes));
    await expect(service.queryOrder({ orderNo: 'A1001' })).rejects.toThrow(NewPayTransportError);
  });

  it('says of an amount that cannot be read what it must be', async () => {
    answer(v2PaymentFields({ orderAmt: '50000' }));
    await expect(service.queryOrder({ orderNo: 'A1001' })).rejects.toThrow(
      'The message is not valid: "orderAmt" must be an object with "value", a decimal, and "currency"',
    );
  });

  it.each([
    [2, 'settled'],
    [1, 'not-settled'],
    [3, 'unknown'],
    ['02', 'unknown'],
    [null, 'unknown'],
  ])('reads the settlementStatus %j as %s', async (settlementStatus, expected) => {
    answer(v2PaymentFields({ settlementStatus }));
    await expect(service.queryOrder({ orderNo: 'A1001' })).resolves.toMatchObject({
      settlementStatus: expected,
    });
  });

  it('believes an answer whose time and kind of order cannot be read', async () => {
    answer(v2PaymentFields({ paytime: 'yesterday', orderType: 'on line' }));
    const payment = await service.queryOrder({ orderNo: 'A1001' });
    expect(payment).toMatchObject({ status: 'paid', paidAt: undefined, orderType: undefined });
    expect(payment.raw).toMatchObject({ paytime: 'yesterday', orderType: 'on line' });
  });

  it('does not believe the answer of v1, nor v1 that of v2', async () => {
    answer({
      appId: APP_ID,
      transStatus: 1,
      payMethod: 1,
      orderNo: 'A1001',
      newpayOrderNo: '1',
      currency: 'LAK',
      orderAmt: '50000',
    });
    await expect(service.queryOrder({ orderNo: 'A1001' })).rejects.toThrow(
      'The message is not valid: "payStatus" is missing',
    );
  });

  it('tells that no form fits', async () => {
    const fields = v2PaymentFields();
    gateway.reply = (_request, response) =>
      sendJson(response, envelope(signedV2(fields, 'json', rsaKeyPair().privateKey)));
    const failure = service.queryOrder({ orderNo: 'A1001' });
    await expect(failure).rejects.toThrow(NewPaySignatureError);
    await expect(failure).rejects.toThrow(
      'check the key, then run "npx nestjs-newpay explain --v2" with the message.',
    );
  });

  it('refuses an answer in another form than the configured one', async () => {
    await start({ nested: 'dotted' });
    answer(v2PaymentFields(), 'json');
    const failure = service.queryOrder({ orderNo: 'A1001' });
    await expect(failure).rejects.toThrow(NewPaySignatureError);
    await expect(failure).rejects.toThrow(
      'the option "v2.nested" allows the form "dotted" only: if the key is right, set "v2.nested" to "auto".',
    );
  });

  it.each([
    {},
    { orderNo: 'A', newpayOrderNo: '1' },
    { orderNo: 'A 1' },
    { newpayOrderNo: 1 },
    'A1',
  ])('sends nothing for %j', async (by) => {
    await expect(service.queryOrder(untyped(by))).rejects.toThrow(NewPayValidationError);
    expect(gateway.requests).toEqual([]);
  });

  it('believes an answer that fits no form only where v2.unverified is "ask", and says so', async () => {
    await start({ unverified: 'ask' });
    const fields = v2PaymentFields();
    gateway.reply = (_request, response) =>
      sendJson(response, envelope({ ...fields, sign: signText('another form') }));
    await expect(service.queryOrder({ orderNo: 'A1001' })).resolves.toMatchObject({
      status: 'paid',
      verified: false,
    });
    expect(logger().textsOf('warn').join('\n')).toContain('believed without a verified signature');
    answer(fields, 'lifted');
    await expect(service.queryOrder({ orderNo: 'A1001' })).resolves.toMatchObject({
      verified: true,
    });
  });
});

describe('refund and queryRefund', () => {
  const refund = {
    newpayOrderNo: '2022092100000069501',
    refundOrderNo: 'R1',
    refundOrderAmt: '20000.00',
    currency: 'LAK',
  } as const;
  const reply = (changes: JsonFields = {}): JsonFields => ({
    newpayRefundNo: '2022092100000069599',
    mchRefundNo: 'R1',
    status: 'PROCESSING',
    orderAmt: '50000.00',
    refundAmt: '20000.00',
    message: 'accepted',
    ...changes,
  });

  it('sends a refund by NewPay’s number', async () => {
    answer(reply());
    await expect(service.refund(refund)).resolves.toMatchObject({
      status: 'processing',
      newpayOrderNo: '2022092100000069501',
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '2022092100000069599',
      refundOrderAmt: '20000.00',
      orderAmt: '50000.00',
      currency: 'LAK',
      tranInfo: 'accepted',
      verified: true,
    });
    const { sign, ...fields } = sent();
    expect(sign).toBe(signText(plainV2StringToSign(fields, 'wire'), merchantKeys.privateKey));
    expect(fields).toEqual({
      appId: APP_ID,
      mchId: MERCHANT_ID,
      newpayOrderNo: '2022092100000069501',
      mchRefundNo: 'R1',
      refundAmt: '20000',
      callback: 'https://shop.example/newpay/callback',
    });
  });

  it.each([
    { mchRefundNo: 'R2' },
    { refundAmt: '1' },
    { status: '1' },
    { newpayOrderNo: '1' },
    { payStatus: 'SUCCESS' },
    { refundStatus: 'SUCCESS' },
    { refundAmt: { value: '20000.00', currency: 'LAK' } },
  ])('has an unknown outcome after an answer with %j', async (changes) => {
    answer(reply(changes));
    const failure = service.refund(refund);
    await expect(failure).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(failure).rejects.toMatchObject({ refundOrderNo: 'R1' });
  });

  it('does not send what exceeds the payment, as far as it is known', async () => {
    answer(v2PaymentFields());
    await service.queryOrder({ orderNo: 'A1001' });
    answer(reply());
    await service.refund(refund);
    await expect(
      service.refund({ ...refund, refundOrderNo: 'R2', refundOrderAmt: '30001' }),
    ).rejects.toThrow('refundOrderAmt exceeds the refundable amount');
    expect(gateway.requests).toHaveLength(2);
  });

  it.each(NESTED_FORMS)('queries a refund whose answer is signed in the form %s', async (form) => {
    const changes = form === 'lifted' ? { orderAmt: { value: '20000.00', currency: 'LAK' } } : {};
    answer(v2RefundQueryFields(changes), form);
    await expect(service.queryRefund({ refundOrderNo: 'R1' })).resolves.toMatchObject({
      status: 'refunded',
      refundOrderAmt: '20000.00',
      currency: 'LAK',
      verified: true,
    });
    expect(sent()).toMatchObject({ mchRefundNo: 'R1', mchId: MERCHANT_ID });
  });

  it.each([
    { refundStatus: '1' },
    { mchRefundNo: 'R2' },
    { refundAmt: '20000.00' },
    { refundAmt: { value: '20000.00', currency: 'USD' } },
    { payStatus: 'SUCCESS' },
  ])('does not believe a queried refund with %j', async (changes) => {
    answer(v2RefundQueryFields(changes));
    await expect(service.queryRefund({ refundOrderNo: 'R1' })).rejects.toThrow(
      NewPayTransportError,
    );
  });
});

describe('the other calls', () => {
  it('queryUser sends the token with a timestamp, and no merchant', async () => {
    const userId = '9007199254740993001';
    gateway.reply = (_request, response) => {
      const fields = { appId: APP_ID, nickName: 'Noy', userMobile: '+85620', userId };
      const body = JSON.stringify(v2Envelope(fields)).replace(`"${userId}"`, userId);
      sendJson(response, body);
    };
    await expect(service.queryUser('t0k')).resolves.toMatchObject({ userId, nickName: 'Noy' });
    expect(gateway.requests[0]?.path).toBe('/beta/mch/queryUserInfoByToken');
    expect(sent()).toEqual({
      appId: APP_ID,
      timestamp: expect.any(Number),
      token: 't0k',
      sign: expect.any(String),
    });
    await expect(service.queryUser('')).rejects.toThrow(NewPayValidationError);
  });

  it('scanPay takes no status for final, and is below the baseUrl of a sandbox', async () => {
    answer({
      appId: APP_ID,
      orderAmt: '50000',
      payUrl: '',
      mchOrderNo: 'A1001',
      newpayOrderNo: '7',
      status: 1,
      currency: 'LAK',
      channel: 'WECHAT',
    });
    const scanned = {
      authCode: '134567',
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: 'A1001',
    } as const;
    await expect(service.scanPay({ ...scanned, subject: 'Tea' })).resolves.toMatchObject({
      status: 'processing',
      newpayOrderNo: '7',
      payMethod: 5,
    });
    expect(gateway.requests[0]?.path).toBe('/beta/codeScanner/createOrder');
    expect(gateway.requests[0]?.headers).toHaveProperty('version', '1.0');
    expect(sent()).toMatchObject({
      authCode: '134567',
      amount: '50000',
      mchOrderNo: 'A1001',
      callbackUrl: 'https://shop.example/newpay/callback',
      description: 'Tea',
    });
    const failure = service.scanPay({ ...scanned, authCode: 'secret code' });
    await expect(failure).rejects.toThrow('authCode must be the text of the scanned code');
    await expect(failure).rejects.not.toThrow('secret code');
  });

  it('call fills in what every call has', async () => {
    answer({ appId: APP_ID, anything: 'x', nested: { a: '1' } });
    await expect(service.call('/beta/pay/other', { attach: 'a', n: 1 })).resolves.toEqual({
      appId: APP_ID,
      anything: 'x',
      nested: '{"a":"1"}',
    });
    expect(sent()).toMatchObject({ appId: APP_ID, mchId: MERCHANT_ID, attach: 'a', n: 1 });
    await expect(service.call('/x', { mchId: '1' })).rejects.toThrow('mchId is filled in');
    await expect(service.call('/x', { attach: '&payStatus=1' })).rejects.toThrow('encode it');
  });

  it('tells what NewPay refuses, and does not retry a write', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, { success: false, code: '4001', message: 'no', data: null });
    await expect(service.createOrder(order)).rejects.toThrow(NewPayGatewayError);
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('reconcile', () => {
  it.each([
    ['SUCCESS', 'newpay.paid', undefined],
    ['FAIL', 'newpay.failed', 'failed'],
    ['EXPIRED', 'newpay.failed', 'expired'],
  ])('publishes %s as %s', async (payStatus, name, reason) => {
    answer(v2PaymentFields({ payStatus }));
    await service.reconcile({ orderNo: 'A1001' });
    await service.reconcile({ newpayOrderNo: '2022092100000069501' });
    expect(listener().receivedEvents).toHaveLength(1);
    expect(listener().receivedEvents[0]?.[1]).toMatchObject({
      name,
      api: 'v2',
      source: 'query',
      verified: true,
      orderNo: 'A1001',
      orderAmt: '50000.00',
      extra: 'cart-7',
      ...(reason && { reason }),
    });
  });

  it('publishes nothing while the payment is processing', async () => {
    answer(v2PaymentFields({ payStatus: 'PROCESSING' }));
    await expect(service.reconcile({ orderNo: 'A1001' })).resolves.toMatchObject({
      status: 'processing',
    });
    expect(listener().receivedEvents).toEqual([]);
  });

  it('does not take an order of v1 for one of v2 with the same number', async () => {
    answer({
      appId: APP_ID,
      transStatus: 1,
      payMethod: 1,
      orderNo: 'A1001',
      newpayOrderNo: '1',
      currency: 'LAK',
      orderAmt: '50000',
    });
    const { NewPayService } = await import('../../lib/index.js');
    await host().app.get(NewPayService).reconcile('A1001');
    answer(v2PaymentFields());
    await service.reconcile({ orderNo: 'A1001' });
    expect(listener().receivedEvents.map(([, event]) => `${event.api} ${event.name}`)).toEqual([
      'v1 newpay.paid',
      'v2 newpay.paid',
    ]);
  });

  it('reconciles many orders, each by one of its numbers', async () => {
    gateway.reply = ({ fields }, response) => {
      const word = { A1: 'SUCCESS', A2: 'EXPIRED', A3: 'PROCESSING' }[String(fields['mchOrderNo'])];
      const { newpayOrderNo = `7${String(fields['mchOrderNo'])}`, mchOrderNo = 'A9' } = fields;
      const payStatus = word ?? 'FAIL';
      sendJson(response, v2Envelope(v2PaymentFields({ payStatus, newpayOrderNo, mchOrderNo })));
    };
    const bys = [{ orderNo: 'A1' }, { orderNo: 'A2' }, { orderNo: 'A3' }, { newpayOrderNo: '99' }];
    const summary = await service.reconcileAll([...bys, untyped({ orderNo: 'A 4' })]);
    expect(summary).toMatchObject({ paid: ['A1'], processing: ['A3'] });
    expect([...summary.failed].sort()).toEqual(['99', 'A2']);
    expect(summary.unresolved).toMatchObject([{ orderNo: 'A 4' }]);
  });
});

it('A named registration has its own service.', async () => {
  await restart({ options: { name: 'books', v2: { baseUrl: gateway.url } } });
  const named = host().app.get<NewPayV2Service>(getNewPayV2Token('books'), { strict: false });
  expect(named).toBeInstanceOf(NewPayV2Service);
  expect(getNewPayV2Token()).toBe(NewPayV2Service);
});
