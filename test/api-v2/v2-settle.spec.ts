import { describe, expect, it } from '@jest/globals';
import { NewPayV2Service } from '../../lib/index.js';
import { API_MESSAGES, signedCallback } from '../support/api-messages.js';
import { sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID } from '../support/signed-callback.js';
import { until } from '../support/until.js';
import { signedV2, v2Envelope, v2PaymentFields } from '../support/v2-messages.js';

const { gateway, host, listener, logger, post } = usePaymentApp({
  options: {
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});

const newPay = () => host().app.get(NewPayV2Service);

/** Answers every query with a payment in this state. */
function answer(payStatus: string): void {
  gateway.reply = ({ fields }, response) =>
    sendJson(
      response,
      v2Envelope(v2PaymentFields({ mchOrderNo: fields['mchOrderNo'], payStatus })),
    );
}

describe('settle of API v2', () => {
  it.each([
    ['SUCCESS', 'paid', 'paid'],
    ['FAIL', 'failed', 'failed'],
    ['EXPIRED', 'expired', 'failed'],
  ])('A payment with %s is returned at once, and its event is published.', async (...given) => {
    const [payStatus, status, event] = given;
    answer(payStatus);
    const payment = await newPay().settle('A1001', { within: 60_000 });
    expect(payment).toMatchObject({
      status,
      orderNo: 'A1001',
      orderType: 'ONLINE',
      verified: true,
    });
    expect(listener().receivedEvents).toEqual([
      [event, expect.objectContaining({ orderNo: 'A1001', source: 'query', api: 'v2' })],
    ]);
  });

  it.each([
    ['enveloped', (fields: object) => JSON.stringify(v2Envelope({ ...fields }))],
    ['flat', (fields: object) => JSON.stringify(signedV2({ ...fields }))],
  ])('A callback that is %s ends the wait, with what a query returns.', async (_shape, bodyOf) => {
    answer('PROCESSING');
    const wait = newPay().settle('A1001', { within: 60_000 });
    await until(() => gateway.requests.length === 1);
    const paytime = Date.now() - 1_000;
    expect((await post(bodyOf(v2PaymentFields({ paytime })))).status).toBe(200);
    const payment = await wait;
    expect(payment).toMatchObject({
      status: 'paid',
      verified: true,
      paidAt: new Date(paytime),
      extra: 'cart-7',
      appId: APP_ID,
    });
    expect(Object.isFrozen(payment)).toBe(true);
    expect(Object.keys(payment).toSorted()).toEqual(
      Object.keys(await newPay().queryOrder({ orderNo: 'A1001' })).toSorted(),
    );
  });

  it('A callback of API v1 for the same number does not end it.', async () => {
    answer('PROCESSING');
    const wait = newPay().settle('A1001', { within: 1_000 });
    await until(() => gateway.requests.length === 1);
    expect((await post(signedCallback(API_MESSAGES.v1))).status).toBe(200);
    expect(await wait).toEqual({ orderNo: 'A1001', status: 'processing', error: undefined });
  });

  it('A payment whose event is not handled is returned, and the log says so.', async () => {
    answer('SUCCESS');
    listener().before = () => Promise.reject(new Error('no database'));

    await expect(newPay().settle('A1001', { within: 60_000 })).resolves.toMatchObject({
      status: 'paid',
    });

    expect(logger().lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        context: 'NewPayV2Service',
        message: expect.stringContaining(
          'settle() returned the payment although its event was not handled: ',
        ),
      }),
    );
  });

  it('A closing app ends every wait.', async () => {
    answer('PROCESSING');
    const wait = newPay().settle('A1001', { within: 60_000 });
    await until(() => gateway.requests.length === 1);
    await host().app.close();
    expect(await wait).toMatchObject({ status: 'processing' });
  });
});
