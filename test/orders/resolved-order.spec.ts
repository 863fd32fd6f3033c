import { describe, expect, it } from '@jest/globals';
import {
  type NewPayCreateOrderOptions,
  type NewPayOrder,
  type NewPayPayment,
  type NewPayPaymentStatus,
  type NewPayResolvedOrder,
} from '../../lib/index.js';
import { paymentData, replyByPath, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { ORDER } from '../support/requests.js';

const { gateway, newPay } = usePaymentApp({ options: { timeout: 2_000 } });

/** Drops the connection of the order, and answers its query. */
function loseTheAnswer(): void {
  const query = replyByPath({ queryOrder: (request) => paymentData(request) });
  gateway.reply = (request, response) =>
    request.path.endsWith('/queryOrder') ? query(request, response) : response.destroy();
}

/** Compiles only if `resolution` narrows the result, and `in` does as well. */
function payUrlOrStatus(result: NewPayResolvedOrder): string {
  if ('payUrl' in result) {
    const created: NewPayOrder = result;
    return created.payUrl;
  }
  if (result.resolution === 'queried') {
    const queried: NewPayPayment = result;
    const status: NewPayPaymentStatus = queried.status;
    return status;
  }
  const nothingElse: never = result;
  return nothingElse;
}

describe('createOrder with resolveUnknown', () => {
  it('An order that NewPay answered is "created", and has a payUrl.', async () => {
    const result = await newPay().createOrder(ORDER, { resolveUnknown: true });

    expect(result).toMatchObject({ resolution: 'created', orderNo: 'A1001' });
    expect(payUrlOrStatus(result)).toBe('https://pay.newpay.example/cashier?o=1');
  });

  it('An order without an answer is "queried", and has a status.', async () => {
    loseTheAnswer();

    const result = await newPay().createOrder(ORDER, { resolveUnknown: true });

    expect(result).toMatchObject({ resolution: 'queried', orderNo: 'A1001', status: 'paid' });
    expect(gateway.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
      'createOrder',
      'queryOrder',
    ]);
    expect(payUrlOrStatus(result)).toBe('paid');
    expect(Object.isFrozen(result)).toBe(true);
  });

  it('An order whose query fails too rejects with the first error.', async () => {
    gateway.reply = (request, response) =>
      request.path.endsWith('/queryOrder')
        ? sendJson(response, { success: false })
        : response.destroy();

    await expect(newPay().createOrder(ORDER, { resolveUnknown: true })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
    });
    expect(gateway.requests).toHaveLength(2);
  });

  it('An order that NewPay refused is not queried.', async () => {
    gateway.reply = (_request, response) => sendJson(response, { success: false });

    await expect(newPay().createOrder(ORDER, { resolveUnknown: true })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_GATEWAY',
    });
    expect(gateway.requests).toHaveLength(1);
  });

  it.each<[string, NewPayCreateOrderOptions]>([
    ['a flag that is off', { resolveUnknown: false }],
    ['a timeout alone', { timeout: 5_000 }],
  ])(
    'With %s the result says "created" as well, and nothing is queried.',
    async (_what, options) => {
      const result: NewPayResolvedOrder = await newPay().createOrder(ORDER, options);
      expect(result.resolution).toBe('created');

      gateway.reply = (_request, response) => response.destroy();
      await expect(newPay().createOrder(ORDER, options)).rejects.toMatchObject({
        code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
      });
      expect(gateway.requests).toHaveLength(2);
    },
  );

  it('Without options the result is a NewPayOrder and nothing more.', async () => {
    const result: NewPayOrder = await newPay().createOrder(ORDER);
    const options: NewPayCreateOrderOptions = { resolveUnknown: true };

    expect(Object.keys(result)).toEqual(Object.keys(orderFields));
    expect(await newPay().createOrder(ORDER, options)).toEqual({
      ...result,
      resolution: 'created',
    });
  });
});

const orderFields: Record<keyof NewPayOrder, true> = {
  payUrl: true,
  orderNo: true,
  newpayOrderNo: true,
  tranNo: true,
  tranAbbr: true,
  orderAmt: true,
  appId: true,
};
