import { describe, expect, it } from '@jest/globals';
import { Currency, PayMethod } from '../../lib/index.js';
import { orderAnswer, sendJson, signedAnswer } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, MERCHANT_ID } from '../support/signed-callback.js';
import { callUntyped } from '../support/untyped.js';

const { gateway, newPay } = usePaymentApp({ options: { timeout: 200 } });

describe('call', () => {
  it('call signs the request, and returns the verified fields as text.', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, signedAnswer({ nickName: 'ສົມ', userId: 5, none: null, empty: '' }));
    expect(await newPay().call('/beta/queryUser', { phoneNo: '+856', kind: 2 })).toEqual({
      nickName: 'ສົມ',
      userId: '5',
      empty: '',
    });
    expect(gateway.requests[0]).toMatchObject({
      path: '/beta/queryUser',
      fields: { appId: APP_ID, merchantId: MERCHANT_ID, phoneNo: '+856', kind: 2 },
    });
  });

  it('call sends a URL whose query has the name of a field.', async () => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ a: 'b' }));
    const fields = { successPageUrl: 'https://shop.example/thanks?lang=lo&orderNo=A1' };
    await newPay().call('/x', fields);
    expect(gateway.requests[0]).toMatchObject({ fields });
  });

  it('call accepts a full URL as path.', async () => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ a: 'b' }));
    expect(await newPay().call(`${gateway.url}/elsewhere`, {})).toEqual({ a: 'b' });
  });

  it.each<[string, object, string]>([
    ['x', {}, 'path must start with "/", or be a full https address'],
    ['http://a.example/x', {}, 'path must start with "/", or be a full https address'],
    ['/x', { sign: 'x' }, 'sign is filled in by the package: leave it out'],
    ['/x', { appId: 'x' }, 'appId is filled in by the package: leave it out'],
    ['/x', { amount: 1.5 }, 'amount must be text or a whole number'],
    ['/x', { id: 2 ** 53 }, 'id must be text or a whole number'],
    ['/x', { nested: {} }, 'nested must be text or a whole number'],
    ['/x', { nothing: null }, 'nothing must be text or a whole number'],
    ['/x', { subject: 'x&orderNo=Z' }, 'subject must not contain "&orderNo=": encode it'],
    ['/x', { extra: 'x&orderAmt=9' }, 'extra must not contain "&orderAmt=": encode it'],
  ])(
    'call rejects an invalid path or field, and sends nothing: %s %j.',
    async (path, fields, message) => {
      await expect(callUntyped(newPay(), 'call', path, fields)).rejects.toMatchObject({
        code: 'ERR_NEWPAY_VALIDATION',
        message: expect.stringContaining(message),
      });
      expect(gateway.requests).toHaveLength(0);
    },
  );

  it('A call whose answer is not signed has an unknown outcome.', async () => {
    gateway.reply = (_request, response) => sendJson(response, { success: true, data: { a: 1 } });
    await expect(newPay().call('/x', {})).rejects.toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
      message: expect.stringMatching(
        /^The outcome for the call of \/x is unknown: The message is not signed/,
      ),
    });
  });
});

describe('createPrePayment', () => {
  const order = {
    payMethod: PayMethod.MasterCard,
    currency: Currency.USD,
    orderAmt: '12.50',
    orderNo: 'A1',
  };

  it.each([
    ['website', '/api/open/converge/pay/v1/createOrderPrePayment'],
    ['mobile', '/api/open/converge/pay/v1/m/createOrderPrePayment'],
  ] as const)(
    'createPrePayment sends and validates an order, and uses the path for %s.',
    async (terminal, path) => {
      gateway.reply = (request, response) => sendJson(response, orderAnswer(request.fields));
      expect(await newPay().createPrePayment({ ...order, terminal })).toMatchObject({
        orderNo: 'A1',
      });
      expect(gateway.requests[0]?.path).toBe(path);
      await expect(newPay().createPrePayment({ ...order, orderAmt: '0' })).rejects.toMatchObject({
        code: 'ERR_NEWPAY_VALIDATION',
      });
    },
  );
});

describe('createMiniProgramOrder', () => {
  it('createMiniProgramOrder sends the documented fields and any further field.', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, signedAnswer({ scheme: 'weixin://x' }));
    const order = { currency: 'LAK', orderAmt: '5000', orderNo: 'A1', more: 7 } as const;
    expect(await newPay().createMiniProgramOrder(order)).toEqual({ scheme: 'weixin://x' });
    expect(gateway.requests[0]).toMatchObject({
      path: '/api/open/converge/pay/v2/createOpenMini',
      fields: order,
    });
  });

  it('createMiniProgramOrder validates the currency and the decimals of the amount.', async () => {
    await expect(
      callUntyped(newPay(), 'createMiniProgramOrder', { currency: 'THB', orderAmt: '1.001' }),
    ).rejects.toMatchObject({
      fields: [
        { field: 'currency', messages: ['currency must be one of LAK, USD'] },
        { field: 'orderAmt', messages: [expect.stringContaining('at most two decimals')] },
      ],
    });
    await expect(
      newPay().createMiniProgramOrder({ currency: 'LAK', orderAmt: '1.5' }),
    ).rejects.toThrow('orderAmt must be whole for LAK');
    expect(gateway.requests).toHaveLength(0);
  });
});
