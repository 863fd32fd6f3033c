import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  NewPayGatewayError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayV2Service,
} from '../../lib/index.js';
import { V2RefundResultPublisher } from '../../lib/api-v2/v2-refund-result-publisher.js';
import { envelope, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, signText, type JsonFields } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';
import { v2Envelope, v2PaymentFields, v2RefundQueryFields } from '../support/v2-messages.js';

const { gateway, host, listener, logger, post, restart } = usePaymentApp({
  options: {
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});

const service = () => host().app.get(NewPayV2Service);

/** A refund of the whole payment. */
const REFUND = {
  newpayOrderNo: '2022092100000069501',
  refundOrderNo: 'R1',
  refundOrderAmt: '50000',
  currency: 'LAK',
} as const;
const SECOND = { ...REFUND, refundOrderNo: 'R2' };
const REFUSED: JsonFields = { success: false, code: '4001', message: 'no', data: null };

const answered = (changes: JsonFields = {}): JsonFields => ({
  newpayRefundNo: '2022092100000069599',
  mchRefundNo: 'R1',
  status: 'PROCESSING',
  orderAmt: '50000.00',
  refundAmt: '50000.00',
  ...changes,
});

/** The paths that were called. */
const calls = () => gateway.requests.map(({ path }) => path.split('/').at(-1));

/** Answers each path with its body; the connection of another one is cut. */
function answer(bodies: Readonly<Record<string, JsonFields>>): void {
  gateway.reply = ({ path }, response) => {
    const body = bodies[path.split('/').at(-1) ?? ''];
    if (body) {
      sendJson(response, body);
    } else {
      response.destroy();
    }
  };
}

describe('A refund of API v2', () => {
  it.each([
    [{}, 'callBackUrl is missing: name it or set the option "publicUrl"', ['callBackUrl']],
    [
      { refundOrderAmt: '1.5' },
      'refundOrderAmt must be whole for LAK, such as "50000"; callBackUrl is missing',
      ['refundOrderAmt', 'callBackUrl'],
    ],
  ])(
    'with %j and without an address tells every rule that it breaks',
    async (changes, text, of) => {
      await restart({ options: { publicUrl: undefined } });

      const failure = service().refund({ ...REFUND, ...changes });

      await expect(failure).rejects.toThrow(`The refund is not valid: ${text}`);
      await expect(failure).rejects.toMatchObject({ fields: of.map((field) => ({ field })) });
      expect(gateway.requests).toEqual([]);
    },
  );

  it('is not sent when it breaks a rule, or is no object', async () => {
    await expect(service().refund({ ...REFUND, refundOrderAmt: '0' })).rejects.toThrow(
      'The refund is not valid: refundOrderAmt',
    );
    await expect(service().refund(untyped('R1'))).rejects.toThrow('refund must be an object');
    expect(gateway.requests).toEqual([]);
  });

  it('warns about an address that NewPay cannot reach', async () => {
    await restart({ options: { v2: { endpoints: { refund: `${gateway.url}/refund` } } } });
    answer({});
    const callBackUrl = 'http://localhost:3000/newpay/callback';

    await expect(service().refund({ ...REFUND, callBackUrl })).rejects.toThrow();

    expect(logger().textsOf('warn').join('\n')).toContain(
      `Order ${REFUND.newpayOrderNo}: its callBackUrl is ${callBackUrl}, which NewPay cannot reach`,
    );
  });

  it.each<[string, JsonFields]>([
    ['newpayOrderNo', { newpayOrderNo: '1' }],
    ['mchRefundNo', { mchRefundNo: 'R9' }],
    ['refundAmt', { refundAmt: '1' }],
  ])(
    'has an unknown outcome after an answer for another %s, which is named',
    async (name, changes) => {
      answer({ uniRefund: v2Envelope(answered(changes)) });

      await expect(service().refund(REFUND)).rejects.toThrow(`is for another "${name}"`);
    },
  );
});

describe('What may still be refunded of a payment of API v2', () => {
  beforeEach(async () => {
    answer({ uniQueryPay: v2Envelope(v2PaymentFields()) });
    await service().queryOrder({ orderNo: 'A1001' });
  });

  it('is the whole payment after NewPay refused a refund', async () => {
    answer({ uniRefund: REFUSED });
    await expect(service().refund(REFUND)).rejects.toThrow(NewPayGatewayError);

    answer({ uniRefund: v2Envelope(answered({ mchRefundNo: 'R2' })) });
    await expect(service().refund(SECOND)).resolves.toMatchObject({ refundOrderNo: 'R2' });
  });

  it('is in the currency of the payment: NewPay is not told any, and would refund 20000 of that', async () => {
    answer({ uniRefund: v2Envelope(answered()) });
    await expect(service().refund({ ...REFUND, currency: 'USD' })).rejects.toThrow(
      'currency must be LAK, the currency of the order',
    );
    expect(calls()).not.toContain('uniRefund');
  });

  it('is the whole payment after a refund that was not sent', async () => {
    const signal = AbortSignal.abort();
    await expect(service().refund(REFUND, { signal })).rejects.toThrow(NewPayTransportError);

    answer({ uniRefund: v2Envelope(answered({ mchRefundNo: 'R2' })) });
    await expect(service().refund(SECOND)).resolves.toMatchObject({ refundOrderNo: 'R2' });
  });

  it('is nothing after a refund without an answer, also when it is refused the second time', async () => {
    answer({});
    await expect(service().refund(REFUND)).rejects.toThrow(NewPayUnknownOutcomeError);
    answer({ uniRefund: REFUSED });
    await expect(service().refund(REFUND)).rejects.toThrow(NewPayGatewayError);

    await expect(service().refund(SECOND)).rejects.toThrow(
      'exceeds the refundable amount: order 50000.00, already refunded or pending 50000',
    );
  });

  it('is nothing while the refund is processing, and the whole payment when it has failed', async () => {
    answer({
      uniRefund: v2Envelope(answered()),
      uniQueryRefund: v2Envelope(v2RefundQueryFields({ refundStatus: 'FAIL' })),
    });
    await service().refund(REFUND);
    await expect(service().refund(SECOND)).rejects.toThrow('exceeds the refundable amount');

    await service().queryRefund({ refundOrderNo: 'R1' });
    answer({ uniRefund: v2Envelope(answered({ mchRefundNo: 'R2' })) });
    await expect(service().refund(SECOND)).resolves.toMatchObject({ refundOrderNo: 'R2' });
  });

  it('is the whole payment when a refund has failed that was sent twice, first without an answer', async () => {
    answer({});
    await expect(service().refund(REFUND)).rejects.toThrow(NewPayUnknownOutcomeError);
    answer({
      uniRefund: v2Envelope(answered()),
      uniQueryRefund: v2Envelope(v2RefundQueryFields({ refundStatus: 'FAIL' })),
    });
    await service().refund(REFUND);
    await service().queryRefund({ refundOrderNo: 'R1' });

    answer({ uniRefund: v2Envelope(answered({ mchRefundNo: 'R2' })) });
    await expect(service().refund(SECOND)).resolves.toMatchObject({ refundOrderNo: 'R2' });
  });

  it('is the whole payment after an answer that says that the refund failed', async () => {
    answer({ uniRefund: v2Envelope(answered({ status: 'FAIL' })) });
    await expect(service().refund(REFUND)).resolves.toMatchObject({ status: 'failed' });

    answer({ uniRefund: v2Envelope(answered({ mchRefundNo: 'R2' })) });
    await expect(service().refund(SECOND)).resolves.toMatchObject({ refundOrderNo: 'R2' });
  });
});

describe('A queried refund of API v2', () => {
  it('has what NewPay says of it', async () => {
    answer({ uniQueryRefund: v2Envelope(v2RefundQueryFields()) });

    const refund = await service().queryRefund({ newpayRefundOrderNo: '2022092100000069599' });

    expect(refund).toEqual({
      status: 'refunded',
      newpayOrderNo: '2022092100000069501',
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '2022092100000069599',
      refundOrderAmt: '20000.00',
      orderAmt: '50000.00',
      currency: 'LAK',
      tranInfo: undefined,
      verified: true,
      raw: {
        ...v2RefundQueryFields(),
        refundAmt: '{"value":"20000.00","currency":"LAK"}',
        orderAmt: '{"value":"50000.00","currency":"LAK"}',
      },
    });
    expect(Object.isFrozen(refund)).toBe(true);
    expect(gateway.requests[0]?.fields).toMatchObject({ newpayRefundNo: '2022092100000069599' });
    expect(gateway.requests[0]?.fields).not.toHaveProperty('mchRefundNo');
  });

  it('has the text of NewPay, if there is one', async () => {
    answer({ uniQueryRefund: v2Envelope(v2RefundQueryFields({ message: 'done' })) });

    await expect(service().queryRefund({ refundOrderNo: 'R1' })).resolves.toMatchObject({
      status: 'refunded',
      tranInfo: 'done',
    });
  });

  it.each<[string, JsonFields]>([
    ['currency', { orderAmt: { value: '50000.00', currency: 'USD' } }],
    ['mchRefundNo', { mchRefundNo: 'R9' }],
  ])('is not believed where it is for another %s, which is named', async (name, changes) => {
    answer({ uniQueryRefund: v2Envelope(v2RefundQueryFields(changes)) });

    await expect(service().queryRefund({ refundOrderNo: 'R1' })).rejects.toThrow(
      `is for another "${name}"`,
    );
  });

  it.each(['refundAmt', 'orderAmt'])(
    'is not believed where its %s is nothing, unless nothing was given back',
    async (name) => {
      const nothing = { [name]: { value: '0.00', currency: 'LAK' } };
      answer({ uniQueryRefund: v2Envelope(v2RefundQueryFields(nothing)) });
      await expect(service().queryRefund({ refundOrderNo: 'R1' })).rejects.toThrow(
        `"${name}" has an invalid value`,
      );

      const failed = { ...nothing, refundStatus: 'FAIL' };
      answer({ uniQueryRefund: v2Envelope(v2RefundQueryFields(failed)) });
      await expect(service().queryRefund({ refundOrderNo: 'R1' })).resolves.toMatchObject({
        status: 'failed',
      });
    },
  );

  it('is not believed under another number of NewPay', async () => {
    answer({ uniQueryRefund: v2Envelope(v2RefundQueryFields()) });

    await expect(service().queryRefund({ newpayRefundOrderNo: '9' })).rejects.toThrow(
      'is for another "newpayRefundNo"',
    );
  });
});

describe('A refund callback of API v2', () => {
  const HINT = { mchRefundNo: 'R1', newpayRefundNo: '2022092100000069599' };
  const SUCCESS = { status: 200, text: '{"transResult":"SUCCESS"}' };
  const deliver = (fields: JsonFields) => post(JSON.stringify(v2Envelope(fields)));
  const order = v2Envelope(v2PaymentFields());
  const refund = (changes: JsonFields = {}) => v2Envelope(v2RefundQueryFields(changes));

  it('makes no query when its refund was published before', async () => {
    answer({ uniQueryRefund: refund(), uniQueryPay: order });
    await expect(deliver(HINT)).resolves.toEqual(SUCCESS);
    await expect(deliver(HINT)).resolves.toEqual(SUCCESS);
    expect(calls()).toEqual(['uniQueryRefund', 'uniQueryPay']);

    // Without the merchant's number nothing is known before the query.
    await expect(deliver({ newpayRefundNo: HINT.newpayRefundNo })).resolves.toEqual(SUCCESS);
    expect(calls()).toHaveLength(4);
    expect(listener().receivedEvents).toHaveLength(1);
  });

  it.each<[string, Readonly<Record<string, JsonFields>>]>([
    [
      'the refund has no final result yet: it is still processing',
      { uniQueryRefund: refund({ refundStatus: 'PROCESSING' }) },
    ],
    [
      'the refund query does not match the callback: it has another "newpayRefundNo"',
      { uniQueryRefund: refund({ newpayRefundNo: '9' }) },
    ],
    ['the refund could not be queried: NewPay refused', { uniQueryRefund: REFUSED }],
    [
      'the order of the refund could not be queried: NewPay refused',
      { uniQueryRefund: refund(), uniQueryPay: REFUSED },
    ],
    [
      'the currency of the refund, LAK, is not that of its order, USD',
      {
        uniQueryRefund: refund(),
        uniQueryPay: v2Envelope(v2PaymentFields({ orderAmt: { value: '50000', currency: 'USD' } })),
      },
    ],
  ])('is not acknowledged, and the log says why: %s', async (reason, bodies) => {
    answer(bodies);

    await expect(deliver(HINT)).resolves.toMatchObject({ status: 503 });

    expect(
      logger()
        .lines.map(({ message }) => message)
        .join('\n'),
    ).toContain(reason);
    expect(listener().receivedEvents).toEqual([]);
  });

  it('fails with what made the query fail', async () => {
    const publisher = host().app.get(V2RefundResultPublisher, { strict: false });
    const named = { refundOrderNo: 'R1', newpayRefundOrderNo: '' };
    answer({ uniQueryRefund: REFUSED });
    await expect(publisher.publishResult(named)).rejects.toMatchObject({
      cause: { code: 'ERR_NEWPAY_GATEWAY', gatewayCode: '4001' },
    });
  });

  it('has an event with the numbers of both and the amount of the refund', async () => {
    const now = 1_900_000_000_000;
    await restart({ options: { name: 'books', v2: { baseUrl: gateway.url } }, now: () => now });
    answer({ uniQueryRefund: refund({ message: 'done' }), uniQueryPay: order });

    const body = JSON.stringify(v2Envelope(HINT));
    await expect(host().post('/newpay/books/callback', body)).resolves.toMatchObject(SUCCESS);

    const { raw, ...event } = listener().receivedEvents[0]?.[1] ?? {};
    expect({ ...event }).toEqual({
      name: 'newpay.refunded',
      orderNo: 'A1001',
      newpayOrderNo: '2022092100000069501',
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '2022092100000069599',
      refundAmt: '20000.00',
      refundOrderAmt: '20000.00',
      orderAmt: '20000.00',
      currency: 'LAK',
      payMethod: 5,
      transInfo: 'done',
      settlementStatus: 'unknown',
      occurredAt: new Date(now),
      source: 'callback',
      merchant: 'books',
      api: 'v2',
      verified: true,
    });
    expect(raw).toMatchObject({ refundStatus: 'SUCCESS', message: 'done', appId: APP_ID });
  });

  it.each([
    ['of the refund', 'uniQueryRefund'],
    ['of its order', 'uniQueryPay'],
  ])('has an unverified event where the answer %s is not verified', async (_of, path) => {
    await restart({ options: { v2: { baseUrl: gateway.url, unverified: 'ask' } } });
    const bodies: Record<string, JsonFields> = { uniQueryRefund: refund(), uniQueryPay: order };
    const { data } = bodies[path] ?? {};
    answer({ ...bodies, [path]: envelope({ ...Object(data), sign: signText('unknown form') }) });

    await expect(deliver(HINT)).resolves.toEqual(SUCCESS);

    expect(listener().receivedEvents).toMatchObject([
      ['refunded', { name: 'newpay.refunded', verified: false }],
    ]);
  });
});
