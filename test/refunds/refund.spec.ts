import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayService, NewPayUnknownOutcomeError, type CreateRefundDto } from '../../lib/index.js';
import {
  orderAnswer,
  paymentData,
  refundData,
  refundQueryData,
  replyByPath,
  sendJson,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { APP_ID, paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

const refund: CreateRefundDto = {
  orderNo: 'A1001',
  refundOrderNo: 'R1',
  refundOrderAmt: '20000',
  refundDesc: 'cold coffee',
};

let gateway: FakeGateway;
let host: HostApp;

beforeEach(async () => {
  gateway = await startFakeGateway();
  host = await startHostApp({ options: { baseUrl: gateway.url, timeout: 300 } });
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

const newPay = () => host.app.get(NewPayService);
const answer = (changes: JsonFields = {}) => {
  gateway.reply = replyByPath({
    refund: (request) => refundData(request, changes),
    queryRefund: (request) => refundQueryData(request, changes),
    queryOrder: (request) => paymentData(request, { orderAmt: '50000.00' }),
  });
};

describe('the first refund', () => {
  const warnings = () =>
    host.logger.lines
      .filter(({ level, message }) => level === 'warn' && message.includes('refund'))
      .map(({ message }) => message);

  it('warns once of the refund events that nobody listens to', async () => {
    answer();
    expect(warnings()).toEqual([]);
    await newPay().refund(refund);
    await newPay().refund({ ...refund, refundOrderNo: 'R2' });
    expect(warnings()).toEqual(
      ['refunded', 'refund-failed'].map(
        (name) =>
          `Nobody listens to "newpay.${name}", so its callbacks are not acknowledged: add ` +
          `@OnNewPay('${name}') to a method of a provider, and the provider to a module.`,
      ),
    );
  });

  it('warns of nothing when both have a listener', async () => {
    await host.app.close();
    host = await startHostApp({ options: { baseUrl: gateway.url }, providers: [PaymentListener] });
    answer();
    await newPay().refund(refund);
    expect(warnings()).toEqual([]);
  });
});

describe('refund', () => {
  it('sends the documented fields and tells the refund', async () => {
    answer();
    expect(await newPay().refund(refund)).toEqual({
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
      ...refund,
      callBackUrl: 'https://shop.example/newpay/callback',
      sign: expect.any(String),
    });
  });

  it('takes a fresh 0 for processing: it may not be final', async () => {
    answer({ tranStatus: 0 });
    expect((await newPay().refund(refund)).status).toBe('processing');
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
  ])('refuses %j before anything is sent', async (changes, message) => {
    await expect(newPay().refund({ ...refund, ...changes })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_VALIDATION',
      message: expect.stringContaining(message),
    });
    expect(gateway.requests).toHaveLength(0);
  });

  it('needs a notification address', async () => {
    const bare = await startHostApp({ options: { publicUrl: undefined } });
    await expect(bare.app.get(NewPayService).refund(refund)).rejects.toThrow(
      'callBackUrl is missing: name it or set the option "publicUrl"',
    );
    await bare.app.close();
  });

  it.each<[string, JsonFields]>([
    ['another order', { orderNo: 'A2' }],
    ['another refund', { refundOrderNo: 'R2' }],
    ['another amount', { refundOrderAmt: '20001' }],
    ['another app', { appId: '6' }],
    ['an unknown status', { tranStatus: 7 }],
    ['no number', { newpayRefundOrderNo: null }],
  ])('has an unknown outcome when a genuine answer is about %s', async (_what, changes) => {
    answer(changes);
    const error: unknown = await newPay()
      .refund(refund)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NewPayUnknownOutcomeError);
    expect(error).toMatchObject({ refundOrderNo: 'R1' });
    expect((error as Error).message).toMatch(/^The outcome for refund R1 is unknown: /);
    expect(gateway.requests).toHaveLength(1);
  });

  it.each<[string, FakeGateway['reply'], string]>([
    ['a refusal', (_, r) => sendJson(r, { success: false, code: '9' }), 'ERR_NEWPAY_GATEWAY'],
    ['a drop', (_, r) => r.destroy(), 'ERR_NEWPAY_UNKNOWN_OUTCOME'],
    ['silence', () => undefined, 'ERR_NEWPAY_UNKNOWN_OUTCOME'],
    ['500', (_, r) => sendJson(r, 'x', 500), 'ERR_NEWPAY_UNKNOWN_OUTCOME'],
  ])('is sent once, whatever happens: %s', async (_what, reply, code) => {
    gateway.reply = reply;
    await expect(newPay().refund(refund)).rejects.toMatchObject({ code });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('queryRefund', () => {
  it.each([
    [1, 'refunded'],
    [2, 'processing'],
  ])('reads tranStatus %i as %s', async (code, status) => {
    answer({ tranStatus: code, newpayOrderNo: '7' });
    expect(await newPay().queryRefund('R1')).toMatchObject({ status, newpayOrderNo: '7' });
    expect(gateway.requests[0]?.path).toBe('/api/open/converge/pay/v1/queryRefund');
  });

  it('is not confused by the answer about another refund', async () => {
    answer({ refundOrderNo: 'R2' });
    await expect(newPay().queryRefund('R1')).rejects.toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
      message: expect.stringContaining('another "refundOrderNo"'),
    });
  });

  it('refuses what is no number', async () => {
    await expect(newPay().queryRefund('')).rejects.toThrow('refundOrderNo must be 1 to 64 letters');
  });
});

describe('refunds of an order that was queried', () => {
  const send = (refundOrderNo: string, refundOrderAmt: string) =>
    newPay().refund({ ...refund, refundOrderNo, refundOrderAmt });
  const tooMuchBeside = (others: number) => ({
    code: 'ERR_NEWPAY_VALIDATION',
    message: `The refund is not valid: refundOrderAmt exceeds the refundable amount: order 50000.00, already refunded or pending ${others}`,
  });

  beforeEach(async () => {
    answer();
    await newPay().queryOrder('A1001');
  });

  it('may be several, up to its amount', async () => {
    await send('R1', '20000');
    await send('R2', '30000');
    await expect(send('R3', '1')).rejects.toMatchObject(tooMuchBeside(50000));
  });

  it('count once when they are sent again under their number', async () => {
    await send('R1', '50000');
    expect(await send('R1', '50000')).toMatchObject({ refundOrderNo: 'R1', status: 'refunded' });
    await expect(send('R1', '50001')).rejects.toMatchObject(tooMuchBeside(0));
  });

  it('count while their outcome is unknown, not when NewPay refused them', async () => {
    gateway.reply = (_request, response) => response.destroy();
    await expect(send('R1', '30000')).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(send('R2', '30000')).rejects.toMatchObject(tooMuchBeside(30000));
    gateway.reply = (_request, response) => sendJson(response, { success: false });
    await expect(send('R3', '20000')).rejects.toMatchObject({ code: 'ERR_NEWPAY_GATEWAY' });
    answer();
    expect(await send('R4', '20000')).toMatchObject({ refundOrderNo: 'R4', status: 'refunded' });
  });

  it('count on when a query says that they failed: they may be under way', async () => {
    await send('R1', '50000');
    answer({ tranStatus: 0 });
    await newPay().queryRefund('R1');
    answer();
    await expect(send('R2', '50000')).rejects.toMatchObject(tooMuchBeside(50000));
  });

  it('are whole for LAK', async () => {
    await expect(send('R1', '1.50')).rejects.toThrow('refundOrderAmt must be whole for LAK');
  });
});

describe.each(PLATFORMS)('The amount of an event on %s', (platform) => {
  it.each([
    ['50000.00', '50000'],
    ['1.0', '1'],
    ['123456789012.000000', '123456789012'],
    ['700', '700'],
  ])('%s kip is given back whole and ordered again, as %s', async (orderAmt, sent) => {
    const shop = await startHostApp({
      platform,
      options: { baseUrl: gateway.url },
      providers: [PaymentListener],
    });
    const service = shop.app.get(NewPayService);
    const others = replyByPath({
      queryOrder: (request) => paymentData(request, { orderAmt }),
      refund: (request) => refundData(request),
    });
    gateway.reply = (request, response) =>
      request.path.endsWith('/createOrder')
        ? sendJson(response, orderAnswer(request.fields))
        : others(request, response);
    try {
      await shop.post('/newpay/callback', signedBody(paymentFields({ orderAmt })));
      const [[, event] = []] = shop.app.get(PaymentListener).receivedEvents;
      const amount = String(event?.orderAmt);
      expect(amount).toBe(orderAmt);
      // The currency is known from here on, and LAK has no decimals.
      await service.queryOrder('A1001');

      await service.refund({ ...refund, orderNo: 'A1001', refundOrderAmt: amount });
      expect(gateway.requests.at(-1)?.fields['refundOrderAmt']).toBe(sent);
      const order = { orderNo: 'A1002', payMethod: 1, currency: 'LAK', orderAmt: amount } as const;
      await service.createOrder(order);
      expect(gateway.requests.at(-1)?.fields['orderAmt']).toBe(sent);
    } finally {
      await shop.app.close();
    }
  });
});
