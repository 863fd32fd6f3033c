import { describe, expect, it } from '@jest/globals';
import { NewPayChannel, NewPayUnknownOutcomeError, NewPayV2Service } from '../../lib/index.js';
import { sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, type JsonFields } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';
import { v2Envelope } from '../support/v2-messages.js';

const { gateway, host, restart } = usePaymentApp({
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
  ['createOrder', (changes: object) => service().createOrder({ ...ORDER, ...changes })],
  ['scanPay', (changes: object) => service().scanPay({ ...SCAN, ...changes })],
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

  it('sends nothing of an order that breaks a rule.', async () => {
    await expect(call({ orderNo: 'A 1' })).rejects.toThrow('The order is not valid: orderNo');
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

describe('scanPay', () => {
  it.each([
    ['WECHAT', 5],
    ['ALIPAY', 6],
    ['OTHER', 0],
    [null, 0],
  ])('has for the channel %s the payment method %s.', async (channel, payMethod) => {
    answer({ ...SCANNED, channel });
    await expect(service().scanPay(SCAN)).resolves.toMatchObject({
      payMethod,
      settlementStatus: 'unknown',
      appId: APP_ID,
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
  const NO_REFERENCE =
    'the query must be an object with orderNo or newpayOrderNo, not both, such as { orderNo: "…" }';

  it.each([
    [{}, 'orderNo', NO_REFERENCE],
    ['A1001', 'orderNo', NO_REFERENCE],
    [null, 'orderNo', NO_REFERENCE],
    [{ orderNo: 'A1001', newpayOrderNo: '1' }, 'orderNo', NO_REFERENCE],
    [{ orderNo: 'A 1' }, 'orderNo', 'orderNo '],
    [{ newpayOrderNo: 'x y' }, 'newpayOrderNo', 'newpayOrderNo '],
  ])('by %j names %s: %s', async (by, field, problem) => {
    const failure = service().queryOrder(untyped(by));
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
