import { beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayUnknownOutcomeError } from '../../lib/index.js';
import { RefundResultPublisher } from '../../lib/refunds/refund-result-publisher.js';
import {
  orderAnswer,
  paymentData,
  refundData,
  refundQueryData,
  replyByPath,
  sendJson,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS } from '../support/host-app.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { REFUND } from '../support/requests.js';
import { APP_ID, paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

const { gateway, host, logger, newPay, listener, post, restart } = usePaymentApp({
  options: { timeout: 5_000 },
});

const answer = (changes: JsonFields = {}) => {
  gateway.reply = replyByPath({
    refund: (request) => refundData(request, changes),
    queryRefund: (request) => refundQueryData(request, changes),
    queryOrder: (request) => paymentData(request, { orderAmt: '50000.00' }),
  });
};

describe('The first refund', () => {
  const warnings = () =>
    logger()
      .lines.filter(({ level, message }) => level === 'warn' && message.includes('refund'))
      .map(({ message }) => message);

  it('The first refund warns once about each refund event without a listener.', async () => {
    await restart({ providers: [] });
    answer();
    expect(warnings()).toEqual([]);
    await newPay().refund(REFUND);
    await newPay().refund({ ...REFUND, refundOrderNo: 'R2' });
    expect(warnings()).toEqual(
      ['refunded', 'refund-failed'].map(
        (name) =>
          `No listener is registered for "newpay.${name}", so its callbacks are not acknowledged: add ` +
          `@OnNewPay('${name}') to a method of a provider, and the provider to a module.`,
      ),
    );
  });

  it('The first refund does not warn when both refund events have a listener.', async () => {
    answer();
    await newPay().refund(REFUND);
    expect(warnings()).toEqual([]);
  });
});

describe('refund', () => {
  it('A refund sends the documented fields, and returns the refund.', async () => {
    answer();
    expect(await newPay().refund(REFUND)).toEqual({
      status: 'refunded',
      orderNo: 'A1001',
      newpayOrderNo: undefined,
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '202306231000000999',
      refundOrderAmt: '20000',
      currency: 'LAK',
      payMethod: 1,
      tranInfo: 'Refunded',
      appId: APP_ID,
      raw: expect.objectContaining({ tranStatus: '1' }),
    });
    const { path, fields } = gateway.requests[0]!;
    expect(path).toBe('/api/open/converge/pay/v1/refund');
    expect(fields).toEqual({
      appId: APP_ID,
      merchantId: expect.any(String),
      timestamp: expect.any(Number),
      ...REFUND,
      callBackUrl: 'https://shop.example/newpay/callback',
      sign: expect.any(String),
    });
  });

  it('A new refund with the status 0 is processing.', async () => {
    answer({ tranStatus: 0 });
    expect((await newPay().refund(REFUND)).status).toBe('processing');
    expect((await newPay().queryRefund('R1')).status).toBe('processing');
  });

  it.each<[object, string]>([
    [{ orderNo: '' }, 'orderNo must be 1 to 64 letters, digits, "_" or "-"'],
    [{ refundOrderNo: 'a b' }, 'refundOrderNo must be 1 to 64 letters, digits, "_" or "-"'],
    [{ refundOrderAmt: 5 }, 'refundOrderAmt must be decimal text, not a number'],
    [{ refundOrderAmt: '0' }, 'refundOrderAmt must be above zero'],
    [{ refundOrderAmt: '1.001' }, 'refundOrderAmt must have at most two decimals'],
    [{ refundDesc: undefined }, 'refundDesc is required: give the reason of the refund'],
    [{ refundDesc: ' ' }, 'refundDesc is required: give the reason of the refund'],
    [{ callBackUrl: '/x' }, 'callBackUrl must be an absolute http(s) address'],
    [{ reason: 'x' }, 'reason is not a known field of the refund'],
  ])('An invalid refund is not sent: %j.', async (changes, message) => {
    await expect(newPay().refund({ ...REFUND, ...changes })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_VALIDATION',
      message: expect.stringContaining(message),
    });
    expect(gateway.requests).toHaveLength(0);
  });

  it('A refund without a callBackUrl is rejected when there is no publicUrl.', async () => {
    await restart({ options: { publicUrl: undefined } });
    await expect(newPay().refund(REFUND)).rejects.toThrow(
      'The refund is not valid: callBackUrl is missing: name it or set the option "publicUrl"',
    );
  });

  it.each<[string, JsonFields, string]>([
    ['another order', { orderNo: 'A2' }, 'orderNo'],
    ['another refund', { refundOrderNo: 'R2' }, 'refundOrderNo'],
    ['another amount', { refundOrderAmt: '20001' }, 'refundOrderAmt'],
    ['another app', { appId: '6' }, 'appId'],
    ['an unknown status', { tranStatus: 7 }, 'tranStatus'],
    ['no number', { newpayRefundOrderNo: null }, 'newpayRefundOrderNo'],
  ])(
    'A refund whose signed answer has %s has an unknown outcome.',
    async (_what, changes, field) => {
      answer(changes);
      const error = await rejection(newPay().refund(REFUND), NewPayUnknownOutcomeError);
      expect(error).toMatchObject({ refundOrderNo: 'R1' });
      expect(error.message).toMatch(/^The outcome for refund R1 is unknown: /);
      expect(error.message).toContain(field);
      expect(gateway.requests).toHaveLength(1);
    },
  );

  it.each<[string, FakeGateway['reply'], string]>([
    ['a refusal', (_, r) => sendJson(r, { success: false, code: '9' }), 'ERR_NEWPAY_GATEWAY'],
    ['a drop', (_, r) => r.destroy(), 'ERR_NEWPAY_UNKNOWN_OUTCOME'],
    ['silence', () => undefined, 'ERR_NEWPAY_UNKNOWN_OUTCOME'],
    ['500', (_, r) => sendJson(r, 'x', 500), 'ERR_NEWPAY_UNKNOWN_OUTCOME'],
  ])('A refund is sent once, also after %s.', async (_what, reply, code) => {
    gateway.reply = reply;
    await expect(newPay().refund(REFUND)).rejects.toMatchObject({ code });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('queryRefund', () => {
  it('of a refund of nothing that has succeeded is not believed', async () => {
    answer({ tranStatus: 1, refundOrderAmt: '0' });
    await expect(newPay().queryRefund('R1')).rejects.toThrow(
      '"refundOrderAmt" has an invalid value',
    );
  });

  it('A refund of nothing that has not succeeded is one.', async () => {
    answer({ tranStatus: 2, refundOrderAmt: '0' });
    expect(await newPay().queryRefund('R1')).toMatchObject({
      status: 'processing',
      refundOrderAmt: '0',
    });
  });

  it.each([
    [1, 'refunded'],
    [2, 'processing'],
  ])('In the answer to a refund query, tranStatus %i means %s.', async (code, status) => {
    answer({ tranStatus: code, newpayOrderNo: '7' });
    expect(await newPay().queryRefund('R1')).toMatchObject({ status, newpayOrderNo: '7' });
    expect(gateway.requests[0]?.path).toBe('/api/open/converge/pay/v1/queryRefund');
  });

  it('A refund query rejects an answer about another refund.', async () => {
    answer({ refundOrderNo: 'R2' });
    await expect(newPay().queryRefund('R1')).rejects.toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
      message: expect.stringContaining('another "refundOrderNo"'),
    });
  });

  it('A refund query rejects an invalid refundOrderNo.', async () => {
    await expect(newPay().queryRefund('')).rejects.toThrow('refundOrderNo must be 1 to 64 letters');
  });
});

describe('Refunds of a queried order', () => {
  const send = (refundOrderNo: string, refundOrderAmt: string) =>
    newPay().refund({ ...REFUND, refundOrderNo, refundOrderAmt });
  const tooMuchBeside = (others: number) => ({
    code: 'ERR_NEWPAY_VALIDATION',
    message: `The refund is not valid: refundOrderAmt exceeds the refundable amount: order 50000.00, already refunded or pending ${others}`,
  });

  beforeEach(async () => {
    answer();
    await newPay().queryOrder('A1001');
  });

  it('Several refunds of an order may have its amount, and no more.', async () => {
    await send('R1', '20000');
    await send('R2', '30000');
    await expect(send('R3', '1')).rejects.toMatchObject(tooMuchBeside(50000));
  });

  it('A refund that is sent again with its number counts once.', async () => {
    await send('R1', '50000');
    expect(await send('R1', '50000')).toMatchObject({ refundOrderNo: 'R1', status: 'refunded' });
    await expect(send('R1', '50001')).rejects.toMatchObject(tooMuchBeside(0));
  });

  it('A refund with an unknown outcome counts, and one that NewPay refused does not.', async () => {
    gateway.reply = (_request, response) => response.destroy();
    await expect(send('R1', '30000')).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(send('R2', '30000')).rejects.toMatchObject(tooMuchBeside(30000));
    gateway.reply = (_request, response) => sendJson(response, { success: false });
    await expect(send('R3', '20000')).rejects.toMatchObject({ code: 'ERR_NEWPAY_GATEWAY' });
    answer();
    expect(await send('R4', '20000')).toMatchObject({ refundOrderNo: 'R4', status: 'refunded' });
  });

  it('A refund whose query says 0 counts: it may be in progress.', async () => {
    await send('R1', '50000');
    answer({ tranStatus: 0 });
    await newPay().queryRefund('R1');
    answer();
    await expect(send('R2', '50000')).rejects.toMatchObject(tooMuchBeside(50000));
  });

  it('A refund that has failed gives back the amounts of all calls under its number.', async () => {
    await restart({ options: { refundSettleTime: false } });
    await newPay().queryOrder('A1001');
    gateway.reply = (_request, response) => response.destroy();
    await expect(send('R1', '30000')).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(send('R1', '30000')).rejects.toThrow(NewPayUnknownOutcomeError);
    answer({ tranStatus: 0 });
    expect((await newPay().queryRefund('R1')).status).toBe('failed');
    answer();
    expect((await send('R2', '50000')).status).toBe('refunded');
  });

  it('A refund of an order in LAK is sent without zero decimals.', async () => {
    await send('R1', '50000.00');
    expect(gateway.requests.at(-1)!.fields['refundOrderAmt']).toBe('50000');
  });

  it('A refund of an order in USD is sent with the decimals that it has.', async () => {
    gateway.reply = replyByPath({
      refund: (request) => refundData(request, { currency: 'USD' }),
      queryOrder: (request) => paymentData(request, { orderAmt: '50.00', currency: 'USD' }),
    });
    await newPay().queryOrder('A1001');
    await send('R1', '20.00');
    expect(gateway.requests.at(-1)!.fields['refundOrderAmt']).toBe('20.00');
  });

  it('A refund that is still processing is not published.', async () => {
    answer({ tranStatus: 2 });
    const refund = await newPay().queryRefund('R1');
    const publisher = host().app.get(RefundResultPublisher, { strict: false });
    await expect(publisher.publishQueried(refund)).rejects.toThrow(
      new TypeError('the refund has no final result yet'),
    );
    expect(listener().names).toEqual([]);
  });

  it('A refund of an order in LAK has no decimals.', async () => {
    await expect(send('R1', '1.50')).rejects.toThrow('refundOrderAmt must be whole for LAK');
  });
});

describe.each(PLATFORMS)('The amount of an event on %s', (platform) => {
  it.each([
    ['50000.00', '50000'],
    ['1.0', '1'],
    ['123456789012.000000', '123456789012'],
    ['700', '700'],
  ])(
    'The amount %s of an event is accepted by refund and createOrder, and sent as %s.',
    async (orderAmt, sent) => {
      await restart({ platform });
      const others = replyByPath({
        queryOrder: (request) => paymentData(request, { orderAmt }),
        refund: (request) => refundData(request),
      });
      gateway.reply = (request, response) =>
        request.path.endsWith('/createOrder')
          ? sendJson(response, orderAnswer(request.fields))
          : others(request, response);
      await post(signedBody(paymentFields({ orderAmt })));
      const [[, event] = []] = listener().receivedEvents;
      const amount = String(event?.orderAmt);
      expect(amount).toBe(orderAmt);
      // The currency is known from here on, and LAK has no decimals.
      await newPay().queryOrder('A1001');

      await newPay().refund({ ...REFUND, orderNo: 'A1001', refundOrderAmt: amount });
      expect(gateway.requests.at(-1)?.fields['refundOrderAmt']).toBe(sent);
      const order = { orderNo: 'A1002', payMethod: 1, currency: 'LAK', orderAmt: amount } as const;
      await newPay().createOrder(order);
      expect(gateway.requests.at(-1)?.fields['orderAmt']).toBe(sent);
    },
  );
});
