import { describe, expect, it } from '@jest/globals';
import {
  NewPayChannel,
  NewPayUnknownOutcomeError,
  NewPayV2Service,
  type NewPayCallOptions,
} from '../../lib/index.js';
import { sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, type JsonFields } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';
import { v2Envelope, v2PaymentFields, v2RefundQueryFields } from '../support/v2-messages.js';

const { gateway, host, logger, restart } = usePaymentApp({
  options: {
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});

const service = () => host().app.get(NewPayV2Service);
const answer = (fields: JsonFields): void => {
  gateway.reply = (_request, response) => sendJson(response, v2Envelope(fields));
};

const ORDER = {
  channel: NewPayChannel.NewPayOnline,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;
const SCAN = {
  authCode: '134567',
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;
const SCANNED = {
  appId: APP_ID,
  orderAmt: '50000',
  mchOrderNo: 'A1001',
  newpayOrderNo: '7',
  status: 1,
  currency: 'LAK',
  channel: 'ALIPAY',
};

describe.each([
  [
    'createOrder',
    (changes: object, options?: NewPayCallOptions) =>
      service().createOrder({ ...ORDER, ...changes }, options),
  ],
  [
    'scanPay',
    (changes: object, options?: NewPayCallOptions) =>
      service().scanPay({ ...SCAN, ...changes }, options),
  ],
])('%s', (_name, call) => {
  it('tells every rule that the order breaks, and that it has no address.', async () => {
    await restart({ options: { publicUrl: undefined } });

    await expect(call({})).rejects.toThrow(
      'The order is not valid: callBackUrl is missing: name it or set the option "publicUrl"',
    );
    await expect(call({ orderNo: 'A 1' })).rejects.toMatchObject({
      fields: [{ field: 'orderNo' }, { field: 'callBackUrl' }],
    });
    expect(gateway.requests).toEqual([]);
  });

  it('warns about an address that NewPay cannot reach.', async () => {
    const endpoints = { createOrder: `${gateway.url}/a`, scanPay: `${gateway.url}/b` };
    await restart({ options: { v2: { endpoints } } });
    const callBackUrl = 'http://localhost:3000/newpay/callback';

    await expect(call({ callBackUrl })).rejects.toThrow();

    expect(logger().textsOf('warn').join('\n')).toContain(
      `Order A1001: its callBackUrl is ${callBackUrl}, which NewPay cannot reach`,
    );
  });

  it('sends nothing of an order that breaks a rule, or whose signal was aborted.', async () => {
    await expect(call({ orderNo: 'A 1' })).rejects.toThrow('The order is not valid: orderNo');
    await expect(call({ colour: 'red' })).rejects.toThrow(
      'The order is not valid: colour is not a known field of the order',
    );
    const signal = AbortSignal.abort();
    await expect(call({}, { signal })).rejects.toMatchObject({ code: 'ERR_NEWPAY_TRANSPORT' });
    expect(gateway.requests).toEqual([]);
  });
});

describe('createOrder of API v2', () => {
  it('sends the success page of the options, or that of the order.', async () => {
    await restart({ options: { pages: { success: 'https://shop.example/thanks' } } });
    answer({ appId: APP_ID, payReference: 'newpay://x', newpayOrderNo: '7' });
    await expect(service().createOrder(ORDER)).resolves.toMatchObject({ newpayOrderNo: '7' });
    await service().createOrder({ ...ORDER, redirect: 'https://shop.example/own' });

    expect(gateway.requests.map(({ fields }) => fields['redirect'])).toEqual([
      'https://shop.example/thanks',
      'https://shop.example/own',
    ]);
  });

  it.each(['vbscript:x', 'data:text/html,x', 'file:///x', 'blob:x', 'intent://x', 'content://x'])(
    'does not believe the pay reference %s.',
    async (payReference) => {
      answer({ appId: APP_ID, payReference });
      await expect(service().createOrder(ORDER)).rejects.toThrow(NewPayUnknownOutcomeError);
    },
  );

  it('tells hooks that no pay reference that would run code is trusted.', async () => {
    const outcomes: string[] = [];
    await restart({ options: { hooks: { response: ({ outcome }) => outcomes.push(outcome) } } });
    answer({ appId: APP_ID, payReference: 'javascript:alert(1)' });
    await expect(service().createOrder(ORDER)).rejects.toMatchObject({
      cause: { kind: 'untrustworthy' },
    });
    expect(outcomes).toEqual(['untrusted']);
  });

  it.each(['https://user@newpay.example/', 'https://:secret@newpay.example/'])(
    'takes the address %s, which hides its host, for data.',
    async (payReference) => {
      answer({ appId: APP_ID, payReference });
      await expect(service().createOrder(ORDER)).resolves.toMatchObject({
        payReference: { kind: 'data', value: payReference },
      });
    },
  );
});

describe('The text of an order of API v2', () => {
  const NAMES = new Set([
    ...Object.keys(v2PaymentFields()),
    ...Object.keys(v2RefundQueryFields()),
    'value',
    'currency',
    'orderAmt.value',
    'refundAmt.currency',
    'payReference',
    'mchId',
    'merchantId',
    'transStatus',
    'tranStatus',
    'orderNo',
    'refundOrderNo',
    'extraParam',
  ]);

  it.each([...NAMES])('does not contain "&%s=".', async (name) => {
    await expect(service().createOrder({ ...ORDER, attach: `x&${name}=1` })).rejects.toThrow(
      `attach must not contain "&${name}="`,
    );
    expect(gateway.requests).toEqual([]);
  });

  const RESULTS = [
    'payStatus',
    'mchRefundNo',
    'newpayRefundNo',
    'refundStatus',
    'refundAmt',
    'transStatus',
    'transInfo',
    'tranStatus',
    'tranInfo',
    'settlementStatus',
    'refundOrderAmt',
  ];

  it.each(RESULTS)('is not believed with an address that contains "&%s=".', async (name) => {
    answer({ appId: APP_ID, payReference: `https://pay.newpay.example/?a=1&${name}=1` });
    await expect(service().createOrder(ORDER)).rejects.toThrow(NewPayUnknownOutcomeError);

    answer({ appId: APP_ID, payReference: 'https://pay.newpay.example/?a=1&mchOrderNo=1' });
    await expect(service().createOrder(ORDER)).resolves.toMatchObject({ orderNo: 'A1001' });
  });

  it('may be null wherever it may be left out.', async () => {
    answer({ appId: APP_ID, payReference: 'newpay://x' });
    const none = { subject: null, callBackUrl: null, redirect: null, attach: null };
    await service().createOrder(untyped({ ...ORDER, ...none, extraParam: null }));

    expect(gateway.requests[0]?.fields).toMatchObject({
      callBackUrl: 'https://shop.example/newpay/callback',
      redirect: 'https://shop.example/success',
    });
    for (const name of ['subject', 'attach', 'extraParam']) {
      expect(gateway.requests[0]?.fields).not.toHaveProperty(name);
    }
  });

  it('is checked again where its extraParam answers differently the second time.', async () => {
    let readings = 0;
    const extraParam = {
      get wxCode(): string {
        readings += 1;
        return readings === 1 ? 'a' : untyped(7);
      },
    };
    const failure = service().createOrder({ ...ORDER, extraParam });
    await expect(failure).rejects.toThrow(
      'The order is not valid: extraParam must have text under each name',
    );
    await expect(failure).rejects.toMatchObject({ fields: [{ field: 'extraParam' }] });
    expect(readings).toBe(2);
    expect(gateway.requests).toEqual([]);
  });
});

describe('scanPay', () => {
  it.each([
    ['WECHAT', 5],
    ['ALIPAY', 6],
    ['OTHER', 0],
    [null, 0],
  ])('has for the channel %s the payment method %s.', async (channel, payMethod) => {
    answer({ ...SCANNED, channel });
    await expect(service().scanPay({ ...SCAN, subject: 'Tea' })).resolves.toEqual({
      status: 'processing',
      orderNo: 'A1001',
      newpayOrderNo: '7',
      orderAmt: '50000',
      currency: 'LAK',
      payMethod,
      orderType: undefined,
      subject: 'Tea',
      extra: undefined,
      transInfo: undefined,
      settlementStatus: 'unknown',
      paidAt: undefined,
      appId: APP_ID,
      verified: true,
      raw: expect.objectContaining({ status: '1' }),
    });
  });

  it.each<[string, JsonFields]>([
    ['mchOrderNo', { mchOrderNo: 'B' }],
    ['orderAmt', { orderAmt: '1' }],
    ['currency', { currency: 'USD' }],
  ])('does not believe an answer for another %s.', async (name, changes) => {
    answer({ ...SCANNED, ...changes });
    const failure = service().scanPay(SCAN);
    await expect(failure).rejects.toThrow(`is for another "${name}"`);
    await expect(failure).rejects.toMatchObject({ orderNo: 'A1001' });
  });
});

describe('A query', () => {
  it.each([
    [{ orderNo: 'A1001' }, 'mchOrderNo', { mchOrderNo: 'B' }],
    [{ newpayOrderNo: '7' }, 'newpayOrderNo', { newpayOrderNo: '8' }],
  ])('by %j is not believed for another %s', async (by, name, changes) => {
    answer(v2PaymentFields(changes));
    await expect(service().queryOrder(by)).rejects.toThrow(`is for another "${name}"`);
  });

  const NO_REFERENCE =
    'the query must be an object with orderNo or newpayOrderNo, not both, such as { orderNo: "…" }';

  it.each([
    [{}, 'orderNo', NO_REFERENCE],
    ['A1001', 'orderNo', NO_REFERENCE],
    [null, 'orderNo', NO_REFERENCE],
    [{ orderNo: 'A1001', newpayOrderNo: '1' }, 'orderNo', NO_REFERENCE],
    [{ orderNo: 'A 1' }, 'orderNo', 'orderNo '],
    [
      { newpayOrderNo: 'x y' },
      'newpayOrderNo',
      "newpayOrderNo must be NewPay's number as text, such as an event has it",
    ],
  ])('by %j names %s: %s', async (by, field, problem) => {
    const failure = service().queryOrder(untyped(by));
    await expect(failure).rejects.toThrow(`The query is not valid: ${problem}`);
    await expect(failure).rejects.toMatchObject({ fields: [{ field }] });
    expect(gateway.requests).toEqual([]);
  });

  const NO_REFUND_REFERENCE =
    'the query must be an object with refundOrderNo or newpayRefundOrderNo, not both, such as { refundOrderNo: "…" }';

  it.each([
    [{}, 'refundOrderNo', NO_REFUND_REFERENCE],
    [{ refundOrderNo: 'R1', newpayRefundOrderNo: '1' }, 'refundOrderNo', NO_REFUND_REFERENCE],
    [{ refundOrderNo: 'R 1' }, 'refundOrderNo', 'refundOrderNo '],
    [{ newpayRefundOrderNo: 'x y' }, 'newpayRefundOrderNo', 'newpayRefundOrderNo '],
  ])('of a refund by %j names %s: %s', async (by, field, problem) => {
    const failure = service().queryRefund(untyped(by));
    await expect(failure).rejects.toThrow(`The query is not valid: ${problem}`);
    await expect(failure).rejects.toMatchObject({ fields: [{ field }] });
    expect(gateway.requests).toEqual([]);
  });

  it.each(['', 7, '\ud800'])('of a user by the token %j is not sent.', async (token) => {
    const failure = service().queryUser(untyped(token));
    await expect(failure).rejects.toThrow(
      'The query is not valid: token must be the "userToken" that the NewPay app gave to the page',
    );
    await expect(failure).rejects.toMatchObject({ fields: [{ field: 'token' }] });
    expect(gateway.requests).toEqual([]);
  });

  it('of a user returns what NewPay says of the user.', async () => {
    answer({ appId: APP_ID, userId: '7', nickName: 'Noy', userMobile: '+85620' });
    const user = await service().queryUser('t0k');
    expect(user).toMatchObject({ userId: '7', nickName: 'Noy', userMobile: '+85620' });
    expect(user.raw).toMatchObject({ appId: APP_ID });
    expect(Object.isFrozen(user)).toBe(true);
  });
});
