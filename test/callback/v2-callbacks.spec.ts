import { Controller, HttpCode, Post, UseGuards, type INestApplication } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { describe, expect, it } from '@jest/globals';
import { tap } from 'rxjs';
import {
  NewPayCallback,
  NewPayCallbackGuard,
  type NewPayVerifiedCallback,
} from '../../lib/index.js';
import { V2HintPublisher } from '../../lib/api-v2/v2-hint-publisher.js';
import { NESTED_FORMS } from '../../lib/protocol/v2/nested-form.js';
import { envelope, sendJson } from '../support/fake-gateway.js';
import { PLATFORMS } from '../support/host-app.js';
import { usePaymentApp } from '../support/payment-app.js';
import {
  APP_ID,
  paymentFields,
  plainStringToSign,
  signedBody,
  signText,
  type JsonFields,
} from '../support/signed-callback.js';
import {
  signedV2,
  v2Envelope,
  v2PaymentFields,
  v2RefundQueryFields,
} from '../support/v2-messages.js';

const SUCCESS = { status: 200, text: '{"transResult":"SUCCESS"}' };
const fail = (status: number) => ({ status, text: '{"transResult":"FAIL"}' });

const { gateway, host, post, listener, logger, restart } = usePaymentApp({
  options: {
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});

const deliver = (fields: JsonFields, form?: (typeof NESTED_FORMS)[number]) =>
  post(JSON.stringify(v2Envelope(fields, form)));
const events = () => listener().receivedEvents.map(([, event]) => event);

/** Answers the queries of an order and of a refund. */
function answerQueries(answers: {
  readonly order?: JsonFields;
  readonly refund?: JsonFields;
  readonly isForeign?: boolean;
}): void {
  gateway.reply = ({ path }, response) => {
    const fields = path.endsWith('/uniQueryRefund') ? answers.refund : answers.order;
    const body =
      fields && answers.isForeign
        ? envelope({ ...fields, sign: signText('a form that is not known') })
        : fields && v2Envelope(fields);
    sendJson(response, body ?? { success: false, code: '404', message: 'unknown', data: null });
  };
}

describe('a payment callback of API v2', () => {
  it.each(PLATFORMS.flatMap((platform) => NESTED_FORMS.map((form) => ({ platform, form }))))(
    'is published once, on $platform and signed in the form $form',
    async ({ platform, form }) => {
      await restart({ platform });
      const paytime = Date.now() - 1_000;
      await expect(deliver(v2PaymentFields({ paytime }), form)).resolves.toEqual(SUCCESS);
      await expect(deliver(v2PaymentFields({ paytime }), form)).resolves.toEqual(SUCCESS);
      expect(events()).toHaveLength(1);
      expect(events()[0]).toMatchObject({
        name: 'newpay.paid',
        api: 'v2',
        source: 'callback',
        verified: true,
        orderNo: 'A1001',
        newpayOrderNo: '2022092100000069501',
        orderAmt: '50000.00',
        currency: 'LAK',
        payMethod: 5,
        extra: 'cart-7',
        raw: { orderAmt: '{"value":"50000.00","currency":"LAK"}' },
      });
      expect(events()[0]?.occurredAt.getTime()).toBe(paytime);
    },
  );

  it('with EXPIRED is newpay.failed for the reason expired', async () => {
    const fields = v2PaymentFields({ payStatus: 'EXPIRED', paytime: 0, orderType: '' });
    await expect(deliver(fields)).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([{ name: 'newpay.failed', reason: 'expired', api: 'v2' }]);
  });

  it('of nothing that was not paid is newpay.failed: a code for any amount has none yet', async () => {
    const orderAmt = { value: '0', currency: 'LAK' };
    await expect(deliver(v2PaymentFields({ payStatus: 'EXPIRED', orderAmt }))).resolves.toEqual(
      SUCCESS,
    );
    expect(events()).toMatchObject([{ name: 'newpay.failed', orderAmt: '0' }]);
  });

  it('may have its time in seconds, and then is as old as it says', async () => {
    const paytime = Math.floor(Date.now() / 1_000) - 60;
    await expect(deliver(v2PaymentFields({ paytime }))).resolves.toEqual(SUCCESS);
    expect(events()[0]?.occurredAt.getTime()).toBe(paytime * 1_000);
    const dayBefore = { mchOrderNo: 'A1002', paytime: paytime - 86_400 };
    await expect(deliver(v2PaymentFields(dayBefore))).resolves.toEqual(fail(401));
  });

  it('may have 0 for a time that was not set, and a kind of order that is no word', async () => {
    const fields = v2PaymentFields({ paytime: 0, orderType: 'online' });
    await expect(deliver(fields)).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([{ name: 'newpay.paid', raw: { orderType: 'online' } }]);
  });

  it('and one of v1 with the same numbers are two events', async () => {
    const numbers = { orderNo: 'A1001', newpayOrderNo: '2022092100000069501' };
    await expect(post(signedBody(paymentFields(numbers)))).resolves.toEqual(SUCCESS);
    await expect(deliver(v2PaymentFields())).resolves.toEqual(SUCCESS);
    expect(events().map(({ api }) => api)).toEqual(['v1', 'v2']);
  });

  it('is held against expectOrder', async () => {
    const mismatches: unknown[] = [];
    await restart({
      options: { expectOrder: () => ({ orderAmt: '1', currency: 'LAK' }) },
      configure: (app) => {
        app.get(EventEmitter2).on('newpay.mismatched', (event: unknown) => mismatches.push(event));
      },
    });
    await expect(deliver(v2PaymentFields())).resolves.toEqual(SUCCESS);
    expect(mismatches).toMatchObject([{ api: 'v2', expected: { orderAmt: '1' } }]);
  });
});

describe('a callback that is refused', () => {
  it.each<JsonFields>([
    { payStatus: '0' },
    { payStatus: '1' },
    { orderAmt: '50000.00' },
    { orderAmt: { value: '50000.00', currency: 'EUR' } },
    { paytime: 'now' },
    { orderNo: 'A1001' },
    { attach: 'x&payStatus=SUCCESS' },
  ])('400: %j', async (changes) => {
    await expect(deliver(v2PaymentFields(changes))).resolves.toEqual(fail(400));
    expect(events()).toEqual([]);
  });

  it('401: its amount is tampered with, or not signed', async () => {
    const fields = v2PaymentFields();
    const { orderAmt, ...others } = fields;
    const signed = signedV2(fields);
    for (const data of [
      { ...signed, orderAmt: { value: '1', currency: 'LAK' } },
      { ...fields, sign: signText(plainStringToSign(others)) },
    ]) {
      await expect(post(JSON.stringify(envelope(data)))).resolves.toEqual(fail(401));
    }
    expect(orderAmt).toBeDefined();
    expect(events()).toEqual([]);
    expect(gateway.requests).toEqual([]);
  });

  it('401: in another form than the configured one', async () => {
    await restart({ options: { v2: { baseUrl: gateway.url, nested: 'dotted' } } });
    await expect(deliver(v2PaymentFields(), 'json')).resolves.toEqual(fail(401));
    await expect(deliver(v2PaymentFields(), 'dotted')).resolves.toEqual(SUCCESS);
  });

  it('400: the fields of v1 in an envelope, and those of v2 beside those of v1', async () => {
    const v1 = paymentFields();
    const sign = signText(plainStringToSign(v1));
    await expect(post(JSON.stringify(envelope({ ...v1, sign })))).resolves.toEqual(fail(400));
    const both = { ...v1, payStatus: 'SUCCESS', mchOrderNo: 'A1001' };
    await expect(post(signedBody(both))).resolves.toEqual(fail(400));
    expect(events()).toEqual([]);
  });

  it('keeps the window for replays by the signed time alone: that of the envelope proves nothing', async () => {
    const old = { ...v2Envelope(v2PaymentFields()), timestamp: 1 };
    await expect(post(JSON.stringify(old))).resolves.toEqual(SUCCESS);
    const late = {
      ...v2Envelope(v2PaymentFields({ paytime: 1663738614280 })),
      timestamp: Date.now(),
    };
    await expect(post(JSON.stringify(late))).resolves.toEqual(fail(401));
  });
});

describe('a refund callback of API v2', () => {
  const hint = { mchRefundNo: 'R1', newpayRefundNo: '2022092100000069599', status: 'FAIL' };

  it.each([
    ['SUCCESS', 'newpay.refunded'],
    ['FAIL', 'newpay.refund-failed'],
  ])('is settled by the query, which says %s: %s', async (refundStatus, name) => {
    answerQueries({ refund: v2RefundQueryFields({ refundStatus }), order: v2PaymentFields() });
    await expect(deliver(hint)).resolves.toEqual(SUCCESS);
    await expect(deliver(hint)).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([
      {
        name,
        api: 'v2',
        source: 'callback',
        verified: true,
        orderNo: 'A1001',
        refundOrderNo: 'R1',
        newpayRefundOrderNo: '2022092100000069599',
        refundAmt: '20000.00',
        currency: 'LAK',
        raw: { appId: APP_ID, refundStatus },
      },
    ]);
  });

  it('is found by NewPay’s number alone', async () => {
    answerQueries({ refund: v2RefundQueryFields(), order: v2PaymentFields() });
    await expect(deliver({ newpayRefundNo: hint.newpayRefundNo })).resolves.toEqual(SUCCESS);
    expect(gateway.requests[0]?.fields).toMatchObject({ newpayRefundNo: hint.newpayRefundNo });
    expect(events()).toMatchObject([{ name: 'newpay.refunded' }]);
  });

  it.each<[string, Parameters<typeof answerQueries>[0]]>([
    [
      'the refund is processing',
      { refund: v2RefundQueryFields({ refundStatus: 'PROCESSING' }), order: v2PaymentFields() },
    ],
    ['the refund is unknown', { order: v2PaymentFields() }],
    ['its order is unknown', { refund: v2RefundQueryFields() }],
    [
      'NewPay’s number is another',
      { refund: v2RefundQueryFields({ newpayRefundNo: '9' }), order: v2PaymentFields() },
    ],
    [
      'the currency is another',
      {
        refund: v2RefundQueryFields(),
        order: v2PaymentFields({ orderAmt: { value: '50000', currency: 'USD' } }),
      },
    ],
  ])('is not acknowledged while %s', async (_when, answers) => {
    answerQueries(answers);
    await expect(deliver(hint)).resolves.toEqual(fail(503));
    expect(events()).toEqual([]);
  });

  it('of another app is refused, and so is one that nobody signed', async () => {
    await expect(deliver({ ...hint, appId: 'other' })).resolves.toEqual(fail(403));
    await expect(post(JSON.stringify(envelope(hint)))).resolves.toEqual(fail(401));
    expect(gateway.requests).toEqual([]);
  });
});

describe('v2.unverified: "ask"', () => {
  const ask = (changes = {}) =>
    restart({ options: { v2: { baseUrl: gateway.url, unverified: 'ask' } }, ...changes });
  const forged = (fields: JsonFields) =>
    post(JSON.stringify(envelope({ ...fields, sign: signText('a form that is not known') })));

  it('queries NewPay, believes its answer alone, and says so', async () => {
    expect(logger().textsOf('warn').join('\n')).not.toContain('v2.unverified');
    await ask();
    expect(logger().textsOf('warn').join('\n')).toContain('"v2.unverified" is "ask"');
    answerQueries({ order: v2PaymentFields(), isForeign: true });
    const lie = v2PaymentFields({ orderAmt: { value: '1', currency: 'USD' }, payStatus: 'FAIL' });
    await expect(forged(lie)).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([
      { name: 'newpay.paid', orderAmt: '50000.00', verified: false, source: 'query', api: 'v2' },
    ]);
    expect(gateway.requests.map(({ path }) => path)).toEqual(['/beta/pay/uniQueryPay']);
    expect(logger().textsOf('warn').join('\n')).toContain('An unverified callback for order A1001');
  });

  it('does not acknowledge it while NewPay has no result, and the log says why', async () => {
    await ask();
    const logged = (level: 'warn' | 'error') =>
      logger().lines.filter((line) => line.level === level && line.context === 'NewPayCallback');
    answerQueries({ order: v2PaymentFields({ payStatus: 'PROCESSING' }), isForeign: true });
    await expect(forged(v2PaymentFields())).resolves.toEqual(fail(503));
    expect(logged('error').at(-1)?.message).toContain(
      'NewPay says that the payment is not final ("payStatus" is PROCESSING)',
    );
    expect(logged('warn').at(-1)?.message).toContain('An unverified callback for order A1001');

    answerQueries({});
    await expect(forged(v2PaymentFields({ mchOrderNo: 'B' }))).resolves.toEqual(fail(503));
    expect(logged('error').at(-1)?.message).toContain(
      'the order could not be queried: NewPay refused',
    );
    const hints = host().app.get(V2HintPublisher, { strict: false });
    const hint = { orderNo: 'C', refundOrderNo: '', newpayRefundOrderNo: '' };
    await expect(hints.publishResult(hint)).rejects.toMatchObject({
      cause: { code: 'ERR_NEWPAY_GATEWAY' },
    });
    expect(events()).toEqual([]);
  });

  it('stays acknowledged when an interceptor fails afterwards, and the log says so', async () => {
    await ask({
      configure: (app: INestApplication) =>
        app.useGlobalInterceptors({
          intercept: (_context, next) =>
            next.handle().pipe(
              tap(() => {
                throw new Error('no audit log');
              }),
            ),
        }),
    });
    answerQueries({ order: v2PaymentFields(), isForeign: true });
    await expect(forged(v2PaymentFields())).resolves.toEqual(SUCCESS);
    expect(logger().textsOf('warn')).toContain(
      'Callback for an order was acknowledged (200); then an interceptor of the app failed: no audit log NewPayCallback',
    );
  });

  it('asks for an order once a minute', async () => {
    let now = Date.now();
    await ask({ now: () => now });
    answerQueries({ order: v2PaymentFields({ payStatus: 'PROCESSING' }), isForeign: true });
    await expect(forged(v2PaymentFields())).resolves.toEqual(fail(503));
    await expect(forged(v2PaymentFields())).resolves.toEqual(fail(503));
    expect(gateway.requests).toHaveLength(1);
    expect(logger().textsOf('error').join('\n')).toContain(
      'NewPay was asked for order A1001 less than a minute ago, and "v2.unverified" allows one query a minute: wait for the next delivery',
    );
    now += 60_000;
    await expect(forged(v2PaymentFields())).resolves.toEqual(fail(503));
    expect(gateway.requests).toHaveLength(2);
  });

  it('asks for no more than a hundred orders within a minute', async () => {
    let now = Date.now();
    await ask({ now: () => now });
    answerQueries({ order: v2PaymentFields({ payStatus: 'PROCESSING' }), isForeign: true });
    const hint = (mchOrderNo: string) => forged(v2PaymentFields({ mchOrderNo }));
    for (let number = 0; number < 100; number += 1) {
      await hint(`B${number}`);
    }
    expect(gateway.requests).toHaveLength(100);
    await expect(hint('B100')).resolves.toEqual(fail(503));
    expect(gateway.requests).toHaveLength(100);
    expect(logger().textsOf('error').join('\n')).toContain(
      'NewPay was asked 100 times within a minute, and "v2.unverified" allows no more: wait for the next delivery',
    );
    now += 60_000;
    await hint('B100');
    expect(gateway.requests).toHaveLength(101);
  });

  it('settles a refund, too', async () => {
    await ask();
    const order = v2PaymentFields();
    answerQueries({ refund: v2RefundQueryFields(), order, isForeign: true });
    await expect(forged(v2RefundQueryFields({ refundStatus: 'FAIL' }))).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([
      { name: 'newpay.refunded', verified: false, source: 'query', orderNo: 'A1001' },
    ]);
    expect(logger().textsOf('warn').join('\n')).toContain(
      'An unverified callback for refund R1 is',
    );
  });

  it('asks for a refund by its number, whatever number of NewPay’s a forger adds', async () => {
    await ask();
    answerQueries({ refund: v2RefundQueryFields(), order: v2PaymentFields(), isForeign: true });
    await expect(forged(v2RefundQueryFields({ newpayRefundNo: '9' }))).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([
      { name: 'newpay.refunded', newpayRefundOrderNo: v2RefundQueryFields()['newpayRefundNo'] },
    ]);
  });

  it('asks for a refund by NewPay’s number, where that is the only one', async () => {
    await ask();
    const { newpayRefundNo } = v2RefundQueryFields();
    answerQueries({ refund: v2RefundQueryFields(), order: v2PaymentFields(), isForeign: true });
    await expect(forged({ appId: APP_ID, newpayRefundNo })).resolves.toEqual(SUCCESS);
    expect(gateway.requests[0]?.fields['newpayRefundNo']).toBe(newpayRefundNo);
    expect(gateway.requests[0]?.fields).not.toHaveProperty('mchRefundNo');
    expect(events()).toMatchObject([{ name: 'newpay.refunded', verified: false }]);
    expect(logger().textsOf('warn').join('\n')).toContain(
      `An unverified callback for NewPay's refund ${String(newpayRefundNo)} is`,
    );
  });

  it('publishes a callback that verifies as verified, without a query', async () => {
    await ask();
    await expect(deliver(v2PaymentFields(), 'fields')).resolves.toEqual(SUCCESS);
    expect(events()).toMatchObject([{ verified: true, source: 'callback' }]);
    expect(gateway.requests).toEqual([]);
  });

  it.each([
    ['of v1', () => post(JSON.stringify({ ...paymentFields(), sign: signText('x') }))],
    ['without a signature', () => post(JSON.stringify(envelope(v2PaymentFields())))],
    ['of another app', () => forged(v2PaymentFields({ appId: 'other' }))],
    ['that names no order', () => forged({ ...v2PaymentFields(), mchOrderNo: '' })],
  ])('refuses what is no hint: a callback %s', async (_what, send) => {
    await ask();
    await expect(send()).resolves.toEqual(fail(401));
    expect(gateway.requests).toEqual([]);
    expect(events()).toEqual([]);
  });

  it('lets no hint pass the guard of a controller of the host', async () => {
    @Controller('own')
    @UseGuards(NewPayCallbackGuard)
    class OwnController {
      @Post()
      @HttpCode(200)
      receive(@NewPayCallback() callback: NewPayVerifiedCallback): unknown {
        return callback;
      }
    }
    await ask({ controllers: [OwnController], rawBody: true });
    const body = (data: JsonFields) => JSON.stringify(envelope(data));
    const own = (text: string) => host().post('/own', text);
    const lie = { ...v2PaymentFields(), sign: signText('a form that is not known') };
    await expect(own(body(lie))).resolves.toMatchObject({ status: 401 });
    const verified = await own(body(signedV2(v2PaymentFields())));
    const payment = JSON.parse(verified.text) as JsonFields;
    expect(payment).toMatchObject({ kind: 'payment', api: 'v2', status: 'paid' });
    expect(payment).not.toHaveProperty('reason');
    const numbers = {
      mchRefundNo: 'R1',
      newpayRefundNo: '8',
      mchOrderNo: 'A1',
      newpayOrderNo: '7',
    };
    const refund = await own(body(signedV2(numbers)));
    expect(JSON.parse(refund.text)).toMatchObject({
      kind: 'v2-refund',
      api: 'v2',
      orderNo: 'A1',
      newpayOrderNo: '7',
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '8',
    });
  });
});
