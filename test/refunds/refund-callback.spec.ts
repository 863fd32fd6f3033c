import { describe, expect, it } from '@jest/globals';
import { NewPayRefundedEvent } from '../../lib/index.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import {
  refundQueryData,
  replyByPath,
  sendJson,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS } from '../support/host-app.js';
import { usePaymentApp } from '../support/payment-app.js';
import { refundFields, signedBody, type JsonFields } from '../support/signed-callback.js';

describe.each(PLATFORMS)('A refund callback on %s', (platform) => {
  const { gateway, logger, newPay, listener, post } = usePaymentApp({
    platform,
    options: { timeout: 1_000 },
  });

  const send = (changes: JsonFields = {}) => post(signedBody(refundFields(changes)));
  const queried = (changes: JsonFields = {}) => {
    gateway.reply = replyByPath({
      queryRefund: (request) => refundQueryData(request, { tranInfo: null, ...changes }),
    });
  };

  const AGED = { timestamp: Date.now() - 60_000 };

  it.each([
    ['0, as in the example of NewPay', 0, 1, 'refunded'],
    ['1, as in the table of NewPay', 1, 1, 'refunded'],
    ['0, against the example', 0, 0, 'refund-failed'],
    ['1, against the table', 1, 0, 'refund-failed'],
  ])(
    'The query decides the result of a refund callback, not its transStatus %s.',
    async (_what, said, asked, event) => {
      queried({ tranStatus: asked });
      expect(await send({ ...AGED, transStatus: said })).toEqual(ACKNOWLEDGED);
      expect(listener().names).toEqual([event]);
    },
  );

  it('A refund event has every field of its callback.', async () => {
    queried();
    const fields = refundFields();
    await post(signedBody(fields));
    const [, event] = listener().receivedEvents[0]!;
    expect(event).toBeInstanceOf(NewPayRefundedEvent);
    expect(event).toEqual({
      name: 'newpay.refunded',
      api: 'v1',
      verified: true,
      refundAmt: '123.00',
      orderNo: 'A1001',
      newpayOrderNo: '202209210000006950',
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '202209210000006951',
      orderAmt: '123.00',
      refundOrderAmt: '123.00',
      currency: 'LAK',
      payMethod: 1,
      subject: undefined,
      extra: undefined,
      transInfo: 'Transaction Success',
      settlementStatus: 'unknown',
      occurredAt: new Date(Number(fields['timestamp'])),
      source: 'callback',
      merchant: undefined,
      raw: expect.objectContaining({ transStatus: '0', refundOrderNo: 'R1' }),
    });
  });

  it('A refund callback that has transStatus twice, as in the example of NewPay, is accepted.', async () => {
    queried();
    const body = signedBody(refundFields()).replace('{', '{"transStatus":0,');
    expect(await post(body)).toEqual(ACKNOWLEDGED);
  });

  it('Each refund of an order is published once.', async () => {
    queried();
    await send();
    expect(await send()).toEqual(ACKNOWLEDGED);
    await send({ refundOrderNo: 'R2' });
    expect(
      listener().receivedEvents.map(([name, event]) => [name, event.raw['refundOrderNo']]),
    ).toEqual([
      ['refunded', 'R1'],
      ['refunded', 'R2'],
    ]);
  });

  it('A duplicate of a handled refund callback is acknowledged without a query.', async () => {
    queried();
    const body = signedBody(refundFields());
    for (let delivery = 0; delivery < 20; delivery++) {
      expect(await post(body)).toEqual(ACKNOWLEDGED);
    }
    expect(gateway.requests).toHaveLength(1);
    expect(listener().names).toEqual(['refunded']);
  });

  it.each<[string, JsonFields]>([
    ['has a new time', { timestamp: Date.now() - 1_000 }],
    ['has another transInfo', { transInfo: 'Refund given' }],
    ['says the other status', { transStatus: 1 }],
    ['has a field that no page lists', { channel: 'NEWPAY' }],
  ])(
    'A duplicate of a handled refund callback that %s is acknowledged without a query.',
    async (_how, changes) => {
      queried();
      expect(await send()).toEqual(ACKNOWLEDGED);
      for (let repeat = 0; repeat < 3; repeat++) {
        expect(await send(changes)).toEqual(ACKNOWLEDGED);
      }
      expect(gateway.requests).toHaveLength(1);
      expect(listener().names).toEqual(['refunded']);
    },
  );

  it('A refund is queried again after its listener failed, and after a failed refund was handled.', async () => {
    queried({ tranStatus: 0 });
    listener().before = () => Promise.reject(new Error('no database'));
    expect((await send(AGED)).status).toBe(500);
    listener().before = () => undefined;
    expect(await send(AGED)).toEqual(ACKNOWLEDGED);
    queried();
    expect(await send(AGED)).toEqual(ACKNOWLEDGED);
    expect(listener().names).toEqual(['refund-failed', 'refunded']);
    expect(gateway.requests).toHaveLength(3);
  });

  it('A recent refund callback is not acknowledged while the query says 0: the refund may be in progress.', async () => {
    queried({ tranStatus: 0 });
    expect(await send()).toEqual(rejected(503));
    expect(logger().textsOf('error').join()).toContain(
      'the refund has no final result yet: its query returned 0, which can mean "processing" this soon after the callback',
    );
    queried();
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(listener().names).toEqual(['refunded']);
  });

  it('A recent failed refund is final once NewPay has used the status 2 for any refund.', async () => {
    queried({ tranStatus: 2 });
    await newPay().queryRefund('R9');
    queried({ tranStatus: 0 });
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(listener().names).toEqual(['refund-failed']);
  });

  it.each<[string, FakeGateway['reply'] | JsonFields, RegExp]>([
    [
      'says processing',
      { tranStatus: 2 },
      /the refund has no final result yet: it is still processing/,
    ],
    [
      'says another amount',
      { refundOrderAmt: '122' },
      /the refund query does not match the callback/,
    ],
    ['says another order', { orderNo: 'A2' }, /the refund query does not match the callback/],
    ['says another currency', { currency: 'USD' }, /the refund query does not match the callback/],
    ['is refused', (_, r) => sendJson(r, { success: false, code: '1' }), /NewPay refused/],
    ['fails', (_, r) => sendJson(r, 'x', 500), /HTTP 500/],
    ['is not answered', () => undefined, /no answer within/],
  ])('A refund callback is not acknowledged while the query %s.', async (_what, reply, reason) => {
    if (typeof reply === 'function') {
      gateway.reply = reply;
    } else {
      queried(reply);
    }
    expect(await send()).toEqual(rejected(503));
    expect(listener().names).toEqual([]);
    expect(logger().textsOf('error').join()).toMatch(reason);
    queried();
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(listener().names).toEqual(['refunded']);
  });

  it.each([
    'orderNo',
    'newpayOrderNo',
    'newpayRefundOrderNo',
    'refundOrderAmt',
    'currency',
    'payMethod',
    'transStatus',
    'timestamp',
  ])('A refund callback without %s is answered with 400, and not queried.', async (name) => {
    queried();
    expect(await send({ [name]: null })).toEqual(rejected(400));
    expect(gateway.requests).toHaveLength(0);
  });

  it('A refund callback with a wrong signature is answered with 401, and not queried.', async () => {
    const body = signedBody(refundFields()).replace('"R1"', '"R2"');
    expect(await post(body)).toEqual(rejected(401));
    expect(gateway.requests).toHaveLength(0);
  });
});
