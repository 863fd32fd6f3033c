import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayRefundedEvent, NewPayService } from '../../lib/index.js';
import {
  refundQueryData,
  replyByPath,
  sendJson,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { APP_ID, signedBody, type JsonFields } from '../support/signed-callback.js';

const SUCCESS = { status: 200, text: '{"transResult":"SUCCESS"}' };
const FAIL = '{"transResult":"FAIL"}';

function refundFields(changes: JsonFields = {}): JsonFields {
  return {
    appId: APP_ID,
    payMethod: 1,
    refundOrderAmt: '123.00',
    currency: 'LAK',
    newpayOrderNo: '202209210000006950',
    newpayRefundOrderNo: '202209210000006951',
    orderNo: 'A1001',
    refundOrderNo: 'R1',
    transStatus: 0,
    transInfo: 'Transaction Success',
    timestamp: Date.now(),
    ...changes,
  };
}

describe.each(PLATFORMS)('the refund callback on %s', (platform) => {
  let gateway: FakeGateway;
  let host: HostApp;
  let listener: PaymentListener;

  beforeEach(async () => {
    gateway = await startFakeGateway();
    const options = { baseUrl: gateway.url, timeout: 1_000 };
    host = await startHostApp({ platform, options, providers: [PaymentListener] });
    listener = host.app.get(PaymentListener);
  });

  afterEach(async () => {
    await host.app.close();
    await gateway.stop();
  });

  const send = (changes: JsonFields = {}) =>
    host.post('/newpay/callback', signedBody(refundFields(changes)));
  const queried = (changes: JsonFields = {}) => {
    gateway.reply = replyByPath({
      queryRefund: (request) => refundQueryData(request, { tranInfo: null, ...changes }),
    });
  };

  const AGED = { timestamp: Date.now() - 60_000 };

  it.each([
    ['0, as its example has it', 0, 1, 'refunded'],
    ['1, as its table has it', 1, 1, 'refunded'],
    ['0, as its table has it', 0, 0, 'refund-failed'],
    ['1, against its example', 1, 0, 'refund-failed'],
  ])('is not believed its status %s: the query decides', async (_what, said, asked, event) => {
    queried({ tranStatus: asked });
    expect(await send({ ...AGED, transStatus: said })).toEqual(SUCCESS);
    expect(listener.names).toEqual([event]);
  });

  it('publishes every field', async () => {
    queried();
    const fields = refundFields();
    await host.post('/newpay/callback', signedBody(fields));
    const [, event] = listener.receivedEvents[0]!;
    expect(event).toBeInstanceOf(NewPayRefundedEvent);
    expect(event).toEqual({
      name: 'newpay.refunded',
      api: 'v1',
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

  it('accepts the name that stands twice in NewPay’s own example', async () => {
    queried();
    const body = signedBody(refundFields()).replace('{', '{"transStatus":0,');
    expect(await host.post('/newpay/callback', body)).toEqual(SUCCESS);
  });

  it('is published once, apart from the payment of the same order', async () => {
    queried();
    await send();
    expect(await send()).toEqual(SUCCESS);
    await send({ refundOrderNo: 'R2' });
    expect(
      listener.receivedEvents.map(([name, event]) => [name, event.raw['refundOrderNo']]),
    ).toEqual([
      ['refunded', 'R1'],
      ['refunded', 'R2'],
    ]);
  });

  it('asks NewPay nothing more once the refund was handled, however often its callback comes', async () => {
    queried();
    const body = signedBody(refundFields());
    for (let delivery = 0; delivery < 20; delivery++) {
      expect(await host.post('/newpay/callback', body)).toEqual(SUCCESS);
    }
    expect(gateway.requests).toHaveLength(1);
    expect(listener.names).toEqual(['refunded']);
  });

  it.each<[string, JsonFields]>([
    ['has a new time', { timestamp: Date.now() - 1_000 }],
    ['has another transInfo', { transInfo: 'Refund given' }],
    ['says the other status', { transStatus: 1 }],
    ['has a field that no page lists', { channel: 'NEWPAY' }],
  ])('asks NewPay nothing of a handled refund when a repeat %s', async (_how, changes) => {
    queried();
    expect(await send()).toEqual(SUCCESS);
    for (let repeat = 0; repeat < 3; repeat++) {
      expect(await send(changes)).toEqual(SUCCESS);
    }
    expect(gateway.requests).toHaveLength(1);
    expect(listener.names).toEqual(['refunded']);
  });

  it('asks again while a listener has failed, and after a failure that was handled', async () => {
    queried({ tranStatus: 0 });
    listener.before = () => Promise.reject(new Error('no database'));
    expect((await send(AGED)).status).toBe(500);
    listener.before = () => undefined;
    expect(await send(AGED)).toEqual(SUCCESS);
    queried();
    expect(await send(AGED)).toEqual(SUCCESS);
    expect(listener.names).toEqual(['refund-failed', 'refunded']);
    expect(gateway.requests).toHaveLength(3);
  });

  it('is not acknowledged while it is young and the query says 0, which may be a refund under way', async () => {
    queried({ tranStatus: 0 });
    expect(await send()).toEqual({ status: 503, text: FAIL });
    expect(host.logger.textsOf('error').join()).toContain(
      'the refund has no final result yet: its query returned 0, which can mean "processing" this soon after the callback',
    );
    queried();
    expect(await send()).toEqual(SUCCESS);
    expect(listener.names).toEqual(['refunded']);
  });

  it('is believed a young failure once NewPay has said 2 of any refund', async () => {
    queried({ tranStatus: 2 });
    await host.app.get(NewPayService).queryRefund('R9');
    queried({ tranStatus: 0 });
    expect(await send()).toEqual(SUCCESS);
    expect(listener.names).toEqual(['refund-failed']);
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
  ])('is not acknowledged while the query %s', async (_what, reply, reason) => {
    if (typeof reply === 'function') {
      gateway.reply = reply;
    } else {
      queried(reply);
    }
    expect(await send()).toEqual({ status: 503, text: FAIL });
    expect(listener.names).toEqual([]);
    expect(host.logger.textsOf('error').join()).toMatch(reason);
    queried();
    expect(await send()).toEqual(SUCCESS);
    expect(listener.names).toEqual(['refunded']);
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
  ])('answers 400 without %s', async (name) => {
    queried();
    expect(await send({ [name]: null })).toEqual({ status: 400, text: FAIL });
    expect(gateway.requests).toHaveLength(0);
  });

  it('answers 401 when it is not NewPay’s, and asks nothing', async () => {
    const body = signedBody(refundFields()).replace('"R1"', '"R2"');
    expect(await host.post('/newpay/callback', body)).toEqual({ status: 401, text: FAIL });
    expect(gateway.requests).toHaveLength(0);
  });
});
