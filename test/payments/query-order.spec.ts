import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NewPayGatewayError,
  NewPayService,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayValidationError,
} from '../../lib/index.js';
import {
  envelope,
  paymentData,
  replyByPath,
  sendJson,
  signedAnswer,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { APP_ID, MERCHANT_ID, type JsonFields } from '../support/signed-callback.js';
import { callUntyped } from '../support/untyped.js';

let gateway: FakeGateway;
let host: HostApp;

beforeEach(async () => {
  gateway = await startFakeGateway();
  host = await startHostApp({ options: { baseUrl: gateway.url, timeout: 600 } });
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

const query = (orderNo = 'A1001') => host.app.get(NewPayService).queryOrder(orderNo);
const answer = (changes: JsonFields) => {
  gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request, changes) });
};

describe('queryOrder', () => {
  it('asks with the documented fields and tells the payment', async () => {
    answer({});
    expect(await query()).toEqual({
      status: 'paid',
      orderNo: 'A1001',
      newpayOrderNo: '202306231000000282',
      orderAmt: '50000.00',
      currency: 'LAK',
      payMethod: 1,
      subject: 'Coffee',
      extra: '',
      transInfo: 'Transaction Success',
      settlementStatus: 'settled',
      tranNo: '00012023062300000009',
      tranAbbr: 'PAY',
      appId: APP_ID,
      raw: expect.objectContaining({ transStatus: '1', orderNo: 'A1001' }),
    });
    const [request] = gateway.requests;
    expect(request?.path).toBe('/api/open/converge/pay/v1/queryOrder');
    expect(Object.keys(request?.fields ?? {})).toEqual([
      'appId',
      'merchantId',
      'timestamp',
      'orderNo',
      'sign',
    ]);
    expect(request?.fields).toMatchObject({ merchantId: MERCHANT_ID, orderNo: 'A1001' });
  });

  it.each([
    [1, 'paid'],
    [0, 'failed'],
    [2, 'processing'],
  ])('reads transStatus %i as %s: the other way round than a callback', async (code, status) => {
    answer({ transStatus: code });
    expect((await query()).status).toBe(status);
  });

  it.each([undefined, '', 'a b', ['A1']])('refuses %j before anything is sent', async (orderNo) => {
    const error: unknown = await callUntyped(
      host.app.get(NewPayService),
      'queryOrder',
      orderNo,
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NewPayValidationError);
    expect((error as Error).message).toBe(
      'The query is not valid: orderNo must be 1 to 64 letters, digits, "_" or "-"',
    );
    expect(gateway.requests).toHaveLength(0);
  });

  it('becomes NewPayGatewayError when NewPay says no, and is not repeated', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, { success: false, code: '404', message: 'no such order' });
    await expect(query()).rejects.toThrow(NewPayGatewayError);
    expect(gateway.requests).toHaveLength(1);
  });

  it('becomes NewPaySignatureError when the answer is not NewPay’s, and is not repeated', async () => {
    gateway.reply = (request, response) => {
      const { data } = signedAnswer(paymentData(request.fields)) as { data: JsonFields };
      sendJson(response, envelope({ ...data, transStatus: 0 }));
    };
    await expect(query()).rejects.toThrow(NewPaySignatureError);
    expect(gateway.requests).toHaveLength(1);
  });

  it.each<[string, JsonFields, RegExp]>([
    ['another order', { orderNo: 'A1002' }, /another "orderNo"/],
    ['another app', { appId: '6' }, /another "appId"/],
    ['an unknown status', { transStatus: 3 }, /"transStatus" has an invalid value/],
    ['no amount', { orderAmt: null }, /"orderAmt" is missing/],
  ])(
    'becomes NewPayTransportError for a genuine answer with %s',
    async (_what, changes, message) => {
      answer(changes);
      const error: unknown = await query().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NewPayTransportError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).toMatch(
        /^NewPay gave no usable answer: .* trying again is safe\.$/,
      );
      expect(gateway.requests).toHaveLength(1);
    },
  );

  describe('is repeated on network faults', () => {
    const faults: [string, (response: ServerResponse) => void][] = [
      ['a dropped connection', (response) => response.destroy()],
      ['500', (response) => sendJson(response, 'oops', 500)],
      ['503 in HTML', (response) => sendJson(response, '<html>', 503)],
    ];

    it.each(faults)('%s, until an answer comes', async (_what, fault) => {
      gateway.reply = (request, response) =>
        gateway.requests.length < 3
          ? fault(response)
          : sendJson(response, signedAnswer(paymentData(request.fields)));
      expect((await query()).status).toBe('paid');
      expect(gateway.requests).toHaveLength(3);
    });

    it.each(faults)('%s, until the time is over', async (_what, fault) => {
      gateway.reply = (_request, response) => fault(response);
      const begin = performance.now();
      await expect(query()).rejects.toThrow(NewPayTransportError);
      expect(performance.now() - begin).toBeLessThan(2_000);
      expect(gateway.requests.length).toBeGreaterThan(1);
    });

    it('but not on what a repeat will not mend', async () => {
      gateway.reply = (_request, response) => sendJson(response, '<html>');
      await expect(query()).rejects.toThrow(/HTTP 200.*not JSON/);
      expect(gateway.requests).toHaveLength(1);
    });

    it('within `timeout` in all, with a gateway that never answers', async () => {
      gateway.reply = () => undefined;
      await expect(query()).rejects.toThrow(/no answer within/);
      expect(gateway.requests).toHaveLength(1);
    });

    it('a closed port', async () => {
      await gateway.stop();
      await expect(query()).rejects.toThrow(/ECONNREFUSED/);
      gateway = await startFakeGateway();
    });
  });
});
