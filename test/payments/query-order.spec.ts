import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import {
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayValidationError,
  type NewPayCallOptions,
} from '../../lib/index.js';
import {
  envelope,
  paymentData,
  replyByPath,
  sendJson,
  signedAnswer,
} from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { APP_ID, MERCHANT_ID, type JsonFields } from '../support/signed-callback.js';
import { callUntyped } from '../support/untyped.js';

const { gateway, newPay } = usePaymentApp({ options: { timeout: 10_000 } });
const query = (options?: NewPayCallOptions) => newPay().queryOrder('A1001', options);
const answer = (changes: JsonFields) => {
  gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request, changes) });
};

describe('queryOrder', () => {
  it('A query sends the documented fields, and returns the payment.', async () => {
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
  ])(
    'In the answer to a query, unlike in a callback, transStatus %i means %s.',
    async (code, status) => {
      answer({ transStatus: code });
      expect((await query()).status).toBe(status);
    },
  );

  it.each([undefined, '', 'a b', ['A1']])(
    'An invalid orderNo is not queried: %j.',
    async (orderNo) => {
      const error = await rejection(
        callUntyped(newPay(), 'queryOrder', orderNo),
        NewPayValidationError,
      );
      expect(error.message).toBe(
        'The query is not valid: orderNo must be 1 to 64 letters, digits, "_" or "-"',
      );
      expect(gateway.requests).toHaveLength(0);
    },
  );

  it('A query that NewPay refuses rejects with NewPayGatewayError, and is not retried.', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, { success: false, code: '404', message: 'no such order' });
    await expect(query()).rejects.toThrow(NewPayGatewayError);
    expect(gateway.requests).toHaveLength(1);
  });

  it('A query whose answer has a wrong signature rejects with NewPaySignatureError, and is not retried.', async () => {
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
    ['a payment of nothing', { orderAmt: '0.00' }, /"orderAmt" has an invalid value/],
  ])(
    'A signed answer to a query with %s rejects with NewPayTransportError.',
    async (_what, changes, message) => {
      answer(changes);
      const error = await rejection(query(), NewPayTransportError);
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/^NewPay gave no usable answer: .* trying again is safe\.$/);
      expect(gateway.requests).toHaveLength(1);
    },
  );

  describe('queryOrder on network errors', () => {
    const faults: [string, (response: ServerResponse) => void][] = [
      ['a dropped connection', (response) => response.destroy()],
      ['500', (response) => sendJson(response, 'oops', 500)],
      ['503 in HTML', (response) => sendJson(response, '<html>', 503)],
    ];

    it.each(faults)('A query is retried after %s until an answer comes.', async (_what, fault) => {
      gateway.reply = (request, response) =>
        gateway.requests.length < 3
          ? fault(response)
          : sendJson(response, signedAnswer(paymentData(request.fields)));
      expect((await query()).status).toBe('paid');
      expect(gateway.requests).toHaveLength(3);
    });

    it.each(faults)('A query is retried after %s until its timeout.', async (_what, fault) => {
      gateway.reply = (_request, response) => fault(response);
      const begin = performance.now();
      await expect(query({ timeout: 600 })).rejects.toThrow(NewPayTransportError);
      expect(performance.now() - begin).toBeLessThan(2_000);
      expect(gateway.requests.length).toBeGreaterThan(1);
    });

    it('A query whose answer is not JSON is not retried.', async () => {
      gateway.reply = (_request, response) => sendJson(response, '<html>');
      await expect(query()).rejects.toThrow(/HTTP 200.*not JSON/);
      expect(gateway.requests).toHaveLength(1);
    });

    it('A query that is never answered rejects after its timeout, and is sent once.', async () => {
      gateway.reply = () => undefined;
      await expect(query({ timeout: 200 })).rejects.toThrow(/no answer within 200 ms/);
      expect(gateway.requests).toHaveLength(1);
    });

    it('A query to a closed port rejects with the error of the connection.', async () => {
      await gateway.stop();
      await expect(query({ timeout: 200 })).rejects.toThrow(/ECONNREFUSED/);
    });
  });
});
