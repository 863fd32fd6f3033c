import { describe, expect, it } from '@jest/globals';
import type { Abstract, Type } from '@nestjs/common';
import {
  NewPayChannel,
  NewPayGatewayError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayV2Service,
} from '../../lib/index.js';
import { V2RefundClient } from '../../lib/api-v2/v2-refund-client.js';
import { V2RefundResultPublisher } from '../../lib/api-v2/v2-refund-result-publisher.js';
import { V2WatchedRefunds } from '../../lib/api-v2/v2-watched-refunds.js';
import { EventPublisher } from '../../lib/events/event-publisher.js';
import { beginWatch } from '../../lib/watch/watch-job.js';
import { API_MESSAGES, signedCallback } from '../support/api-messages.js';
import { envelope } from '../support/fake-gateway.js';
import { PaymentListener } from '../support/listeners.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { APP_ID, type JsonFields } from '../support/signed-callback.js';
import {
  signedV2,
  v2Envelope,
  v2PaymentFields,
  v2RefundQueryFields,
} from '../support/v2-messages.js';
import { DAY, HOUR, MINUTE, UNKNOWN, useWatchApp } from './watch-app.js';

const app = useWatchApp();
const v2 = () => app().host.app.get(NewPayV2Service);

const V2_ORDER = {
  channel: NewPayChannel.NewPayOnline,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;
const SCAN = {
  authCode: '134512345678901234',
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;
const V2_REFUND = {
  newpayOrderNo: '2022092100000069501',
  refundOrderNo: 'R1',
  refundOrderAmt: '20000',
  currency: 'LAK',
} as const;

const created = () => v2Envelope({ appId: APP_ID, payReference: 'newpay://x' });
const payment = (changes: JsonFields) => () => v2Envelope(v2PaymentFields(changes));
const refundQuery = (changes: JsonFields) => () => v2Envelope(v2RefundQueryFields(changes));

/** By default NewPay accepts everything, and has no result. */
const ACCEPTED = {
  unifiedOrder: created,
  uniQueryPay: payment({ payStatus: 'PROCESSING' }),
  uniQueryRefund: refundQuery({ refundStatus: 'PROCESSING' }),
  uniRefund: () =>
    envelope(
      signedV2({
        status: 'PROCESSING',
        mchRefundNo: 'R1',
        newpayRefundNo: '2022092100000069599',
        refundAmt: '20000',
        orderAmt: '50000',
      }),
    ),
};

async function start(answers: object = {}, options: object = {}): Promise<void> {
  await app().start({ v2: { baseUrl: app().gateway.url }, ...options });
  app().answers = { ...ACCEPTED, ...answers };
}

describe('The watch of an order of API v2', () => {
  it('An order whose callback is withheld is published as paid.', async () => {
    await start();
    await v2().createOrder(V2_ORDER);
    expect(app().calls).toEqual(['unifiedOrder']);
    app().answers = { uniQueryPay: payment({ payStatus: 'SUCCESS' }) };
    await app().queue.pass(2 * DAY);

    expect(app().calls).toEqual(['unifiedOrder', 'uniQueryPay']);
    expect(app().host.app.get(PaymentListener).receivedEvents).toMatchObject([
      ['paid', { api: 'v2', orderNo: 'A1001', source: 'query' }],
    ]);
    expect(app().unresolved).toEqual([]);
  });

  it('A callback that comes first ends it: NewPay is not asked.', async () => {
    await start();
    await v2().createOrder(V2_ORDER);
    const body = signedCallback(API_MESSAGES.v2);
    expect((await app().host.postCallback(body)).status).toBe(200);
    await app().queue.pass(2 * DAY);

    expect(app().published).toEqual(['paid']);
    expect(app().calls).toEqual(['unifiedOrder']);
    expect(app().queue.waiting).toBe(0);
  });

  it('An order that has expired is asked for to the end, and is not unresolved.', async () => {
    await start({ uniQueryPay: payment({ payStatus: 'EXPIRED', paytime: 0 }) });
    await v2().createOrder(V2_ORDER);
    await app().queue.pass(2 * DAY);

    expect(app().published).toEqual(['failed']);
    expect(app().callsOf('uniQueryPay')).toBe(5);
    expect(app().unresolved).toEqual([]);
  });

  it('An order without a final state is unresolved, once.', async () => {
    await start();
    await v2().createOrder(V2_ORDER);
    await app().queue.pass(2 * DAY);

    expect(app().unresolved).toMatchObject([
      { api: 'v2', orderNo: 'A1001', attempts: 5, lastStatus: 'processing' },
    ]);
  });

  it('An order without an answer is published as paid by its watch.', async () => {
    await start({ unifiedOrder: () => 'silence', uniQueryPay: payment({}) });
    await rejection(v2().createOrder(V2_ORDER), NewPayUnknownOutcomeError);
    await app().queue.pass(DAY);
    expect(app().published).toEqual(['paid']);
  });

  it('An order that NewPay refused is asked for once, and is not unresolved.', async () => {
    await start({ unifiedOrder: () => UNKNOWN, uniQueryPay: () => UNKNOWN });
    await rejection(v2().createOrder(V2_ORDER), NewPayGatewayError);
    await app().queue.pass(2 * DAY);
    expect(app().callsOf('uniQueryPay')).toBe(1);
    expect(app().unresolved).toEqual([]);
  });

  it('Without a stored watch nothing is sent.', async () => {
    await start();
    app().queue.isDown = true;
    for (const send of [
      () => v2().createOrder(V2_ORDER),
      () => v2().scanPay(SCAN),
      () => v2().refund(V2_REFUND),
    ]) {
      const error = await rejection(send(), NewPayTransportError);
      expect(error.message).toContain('could not be stored');
    }
    expect(app().calls).toEqual([]);
  });

  it('A scanned order, an order made elsewhere, and one of v1 with its number are watched apart.', async () => {
    await start();
    await v2()
      .scanPay({ ...SCAN, orderNo: 'S1' })
      .catch(() => undefined);
    await v2().watch('A1001');
    await v2().createOrder(V2_ORDER);
    await app().newPay.createOrder(ORDER);
    const watched = app().queue.jobsOf('watch');
    expect(watched.map(({ group, data }) => [data['api'], group])).toEqual([
      ['v2', 'S1'],
      ['v2', 'A1001'],
      ['v1', 'A1001'],
    ]);
  });
});

describe('The watch of a refund of API v2', () => {
  it('A refund whose callback is withheld is published, with the number of its order.', async () => {
    await start();
    await v2().refund(V2_REFUND);
    app().answers = {
      uniQueryRefund: refundQuery({}),
      uniQueryPay: payment({}),
    };
    await app().queue.pass(2 * DAY);

    expect(app().calls).toEqual(['uniRefund', 'uniQueryRefund', 'uniQueryPay']);
    expect(app().host.app.get(PaymentListener).receivedEvents).toMatchObject([
      ['refunded', { api: 'v2', orderNo: 'A1001', refundOrderNo: 'R1', source: 'query' }],
    ]);
  });

  it('A callback that comes first ends it.', async () => {
    await start({
      uniQueryRefund: refundQuery({ refundStatus: 'FAIL' }),
      uniQueryPay: payment({}),
    });
    await v2().refund(V2_REFUND);
    const callback = JSON.stringify(v2Envelope({ mchRefundNo: 'R1' }));
    expect((await app().host.postCallback(callback)).status).toBe(200);
    await app().queue.pass(2 * DAY);

    // The queries are the callback's own.
    expect(app().calls).toEqual(['uniRefund', 'uniQueryRefund', 'uniQueryPay']);
    expect(app().published).toEqual(['refund-failed']);
  });

  it('A refund without a final state is unresolved, under NewPay’s number of its payment.', async () => {
    await start();
    await v2().refund(V2_REFUND);
    await app().queue.pass(2 * DAY);
    expect(app().unresolved).toMatchObject([
      { api: 'v2', orderNo: '2022092100000069501', refundOrderNo: 'R1', attempts: 5 },
    ]);
  });

  it('It asks for refunds of API v2 alone, and says what there is to publish.', async () => {
    await start({ uniQueryPay: payment({}) });
    const get = <T>(type: Type<T> | Abstract<T>) => app().host.app.get(type, { strict: false });
    const target = new V2WatchedRefunds({
      refunds: get(V2RefundClient),
      publisher: get(V2RefundResultPublisher),
      events: get(EventPublisher),
      appId: APP_ID,
      merchant: undefined,
    });
    const refund = { orderNo: V2_REFUND.newpayOrderNo, refundOrderNo: 'R1' };
    expect(target.isFor({ api: 'v2', ...refund })).toBe(true);
    expect(target.isFor({ api: 'v1', ...refund })).toBe(false);
    expect(target.isFor({ api: 'v2', orderNo: refund.orderNo })).toBe(false);

    const subject = { api: 'v2', ...refund } as const;
    const watch = { ...beginWatch(subject, 'a', 'b', [MINUTE], 0), isKnown: true };
    const raw = expect.objectContaining({ mchRefundNo: 'R1' });
    expect(await target.known(subject)).toBe('processing');
    expect(await target.ask(watch, {})).toEqual({ status: 'processing', raw });
    app().answers = { ...app().answers, uniQueryRefund: refundQuery({}) };
    const answer = await target.ask(watch, {});
    expect(answer).toEqual({ status: 'final', raw, publish: expect.any(Function) });
    app().answers = { ...app().answers, uniQueryPay: () => UNKNOWN };
    await expect(answer.publish?.()).rejects.toMatchObject({
      code: 'ERR_NEWPAY_DELIVERY',
      orderNo: refund.orderNo,
    });
    app().answers = { ...app().answers, uniQueryPay: payment({}) };
    await answer.publish?.();
    await app().queue.pass(MINUTE);
    expect(await target.known(subject)).toBe('final');
  });

  it('A result whose order cannot be queried is published later, and is not unresolved.', async () => {
    await start(
      { uniQueryRefund: refundQuery({}), uniQueryPay: () => UNKNOWN },
      { watch: [MINUTE] },
    );
    await v2().refund(V2_REFUND);
    await app().queue.pass(10 * MINUTE);
    expect(app().published).toEqual([]);
    app().answers = { uniQueryRefund: refundQuery({}), uniQueryPay: payment({}) };
    await app().queue.pass(2 * HOUR);
    expect(app().published).toEqual(['refunded']);
    expect(app().unresolved).toEqual([]);
  });
});

it('redeliver runs the failed job of a listener again.', async () => {
  await start({}, { retry: { attempts: 1 } });
  const listener = app().host.app.get(PaymentListener);
  listener.before = () => Promise.reject(new Error('no database'));
  expect((await app().host.postCallback(signedCallback(API_MESSAGES.v2))).status).toBe(200);
  await app().queue.pass(MINUTE);
  expect(app().published).toEqual([]);
  listener.before = () => undefined;
  expect(await v2().redeliver('A1001')).toMatchObject([{ event: 'newpay.paid' }]);
  await app().queue.pass(MINUTE);
  expect(app().published).toEqual(['paid']);
});
