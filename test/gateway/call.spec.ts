import { describe, expect, it } from '@jest/globals';
import { Currency, PayMethod } from '../../lib/index.js';
import { orderAnswer, sendJson, signedAnswer } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, MERCHANT_ID } from '../support/signed-callback.js';
import { callUntyped } from '../support/untyped.js';

const { gateway, newPay } = usePaymentApp({ options: { timeout: 5_000 } });

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
      headers: { version: '1.0' },
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
    expect(await newPay().call(`${gateway.url}/elsewhere?a=1`, {})).toEqual({ a: 'b' });
    expect(gateway.requests[0]?.path).toBe('/elsewhere?a=1');
  });

  it.each<[unknown, object, string]>([
    [5, {}, 'path must start with "/", or be a full https address'],
    ['x', {}, 'path must start with "/", or be a full https address'],
    ['http://a.example/x', {}, 'path must start with "/", or be a full https address'],
    ['/x', { sign: 'x' }, 'sign is filled in by the package: leave it out'],
    ['/x', { appId: 'x' }, 'appId is filled in by the package: leave it out'],
    ['/x', { merchantId: 'x' }, 'merchantId is filled in by the package: leave it out'],
    ['/x', { timestamp: 1 }, 'timestamp is filled in by the package: leave it out'],
    ['/x', { '': 'x' }, ' is not a valid field name: it must not be empty'],
    ['/x', { 'a=b': 'x' }, 'a=b is not a valid field name: it must not be empty'],
    ['/x', { 'a&b': 'x' }, 'a&b is not a valid field name: it must not be empty'],
    ['/x', { a: '\uD800' }, 'a is not well-formed Unicode'],
    ['/x', { '\uD800': 'x' }, '\\u{d800} is not well-formed Unicode'],
    ['/x', { '\uD800': 1 }, '\\u{d800} is not well-formed Unicode'],
    ['/\uD800', {}, 'path must start with "/", or be a full https address'],
    ['/x', { amount: 1.5 }, 'amount must be text or a whole number'],
    ['/x', { id: 2 ** 53 }, 'id must be text or a whole number'],
    ['/x', { nested: {} }, 'nested must be text or a whole number'],
    ['/x', { nothing: null }, 'nothing must be text or a whole number'],
    ['/x', { subject: 'x&orderNo=Z' }, 'subject must not contain "&orderNo=": encode it'],
    ['/x', { extra: 'x&orderAmt=9' }, 'extra must not contain "&orderAmt=": encode it'],
    ['/x', { attach: 'x&orderAmt=9' }, 'attach must not contain "&orderAmt=": encode it'],
    ['/x', { orderDesc: 'x&orderAmt=9' }, 'orderDesc must not contain "&orderAmt=": encode it'],
    ['/x', { refundDesc: 'x&orderAmt=9' }, 'refundDesc must not contain "&orderAmt=": encode it'],
  ])(
    'call rejects an invalid path or field, and sends nothing: %s %j.',
    async (path, fields, message) => {
      await expect(callUntyped(newPay(), 'call', path, fields)).rejects.toMatchObject({
        code: 'ERR_NEWPAY_VALIDATION',
        message: expect.stringContaining(`The call is not valid: ${message}`),
      });
      expect(gateway.requests).toHaveLength(0);
    },
  );

  it.each([
    'text',
    5,
    ['a'],
    Promise.resolve({ a: '1' }),
    new Date(),
    Object.create({ a: '1' }) as object,
  ])('call rejects %p in place of fields.', async (fields) => {
    await expect(callUntyped(newPay(), 'call', '/x', fields)).rejects.toMatchObject({
      code: 'ERR_NEWPAY_VALIDATION',
      message:
        'The call is not valid: fields must be an object whose values are text or whole numbers',
      fields: [{ field: 'fields' }],
    });
    expect(gateway.requests).toHaveLength(0);
  });

  it('call names a wrong path as the field "path".', async () => {
    await expect(newPay().call('x', {})).rejects.toMatchObject({ fields: [{ field: 'path' }] });
  });

  it('call names every wrong field at once.', async () => {
    await expect(newPay().call('/x', { sign: 'x', amount: 1.5 })).rejects.toMatchObject({
      fields: [{ field: 'sign' }, { field: 'amount' }],
    });
  });

  it.each([undefined, null])('call may leave the fields out: %p.', async (fields) => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ a: 'b' }));
    expect(await callUntyped(newPay(), 'call', '/x', fields)).toEqual({ a: 'b' });
  });

  it('call takes the fields of an object of a class.', async () => {
    class Fields {
      readonly phoneNo = '+856';
    }
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ a: 'b' }));
    await callUntyped(newPay(), 'call', '/x', new Fields());
    expect(gateway.requests[0]).toMatchObject({ fields: { phoneNo: '+856' } });
  });

  it.each(['orderNo', 'refundOrderNo'])(
    'The outcome of a call is unknown when its answer has another %s.',
    async (field) => {
      gateway.reply = (_request, response) => sendJson(response, signedAnswer({ [field]: '8' }));
      await expect(newPay().call('/x', { [field]: 7 })).rejects.toMatchObject({
        code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
        message: expect.stringContaining(`the answer is for another "${field}"`),
      });
      expect(await newPay().call('/x', { [field]: 8 })).toEqual({ [field]: '8' });
      expect(await newPay().call('/x', { other: 'x' })).toEqual({ [field]: '8' });
    },
  );

  it('A call of a documented path has the answer that is documented.', async () => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ a: 'b' }));
    await expect(
      newPay().call('/api/open/converge/pay/v1/createOrderPrePayment', {}),
    ).rejects.toMatchObject({ code: 'ERR_NEWPAY_UNKNOWN_OUTCOME' });
  });

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
    ).rejects.toThrow('The order is not valid: orderAmt must be whole for LAK');
    expect(gateway.requests).toHaveLength(0);
  });

  it('An order of a mini program whose outcome is unknown is named by its endpoint.', async () => {
    gateway.reply = (_request, response) => response.destroy();
    await expect(
      newPay().createMiniProgramOrder({ currency: 'LAK', orderAmt: '5000' }),
    ).rejects.toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
      path: 'createMiniProgramOrder',
    });
  });
});
