import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayService, type NewPayModuleOptions } from '../../lib/index.js';
import { rejected } from '../support/callback-answers.js';
import {
  refundData,
  refundQueryData,
  paymentData,
  sendJson,
  signedAnswer,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import {
  APP_ID,
  MERCHANT_ID,
  paymentFields,
  signedBody,
  type JsonFields,
} from '../support/signed-callback.js';

const ASKED = {
  appId: APP_ID,
  orderNo: 'A1001',
  refundOrderNo: 'R1',
  orderAmt: '50000',
  refundOrderAmt: '50000',
};
const REFUND = {
  orderNo: 'A1001',
  refundOrderNo: 'R1',
  refundOrderAmt: '50000',
  refundDesc: 'cold coffee',
};
const ORDER = { payMethod: 1, currency: 'LAK', orderAmt: '50000', orderNo: 'A1001' } as const;

/** Every signed message about the same order and refund, with all the fields that its page lists. */
const MESSAGES: Readonly<Record<string, () => JsonFields>> = {
  'payment callback': () => paymentFields({ orderAmt: '50000.00', transStatus: 1 }),
  'refund callback': () => ({
    appId: APP_ID,
    payMethod: 1,
    refundOrderAmt: '50000.00',
    currency: 'LAK',
    newpayOrderNo: '202209210000006950',
    newpayRefundOrderNo: '202209210000006951',
    orderNo: 'A1001',
    refundOrderNo: 'R1',
    transStatus: 1,
    transInfo: 'Transaction Success',
    timestamp: Date.now(),
  }),
  'order answer': () => ({
    appId: APP_ID,
    tranAbbr: 'PAY',
    tranNo: '00012023062300000009',
    orderAmt: '50000.00',
    payUrl: 'https://pay.newpay.example/cashier?a=1&orderNo=A1001',
    orderNo: 'A1001',
    newpayOrderNo: '202306231000000282',
  }),
  'query answer': () => paymentData(ASKED),
  'refund answer': () => refundData(ASKED),
  'refund query answer': () => refundQueryData(ASKED),
};

type Take = (host: HostApp, gateway: FakeGateway, message: JsonFields) => Promise<unknown>;

const asAnswer =
  (call: (newPay: NewPayService) => Promise<unknown>): Take =>
  async (host, gateway, message) => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer(message));
    return call(host.app.get(NewPayService)).then(
      () => 'believed',
      (error: { code: string }) => error.code,
    );
  };

const asCallback: Take = async (host, gateway, message) => {
  // What a refund callback asks for, when it is taken for one.
  gateway.reply = (_request, response) => sendJson(response, signedAnswer(refundQueryData(ASKED)));
  const { status } = await host.postCallback(signedBody(message));
  return status === 200 ? 'believed' : status;
};

const READ = 'ERR_NEWPAY_TRANSPORT';
const WRITE = 'ERR_NEWPAY_UNKNOWN_OUTCOME';

/** Where a message is expected, which of them is believed there, and what all the others give. */
const PLACES: readonly [place: string, believed: string[], refusal: unknown, take: Take][] = [
  ['the callback route', ['payment callback', 'refund callback'], 400, asCallback],
  ['createOrder', ['order answer'], WRITE, asAnswer((newPay) => newPay.createOrder(ORDER))],
  ['createPrePayment', ['order answer'], WRITE, asAnswer((it_) => it_.createPrePayment(ORDER))],
  ['queryOrder', ['query answer'], READ, asAnswer((newPay) => newPay.queryOrder('A1001'))],
  ['reconcile', ['query answer'], READ, asAnswer((newPay) => newPay.reconcile('A1001'))],
  ['refund', ['refund answer'], WRITE, asAnswer((newPay) => newPay.refund(REFUND))],
  ['queryRefund', ['refund query answer'], READ, asAnswer((newPay) => newPay.queryRefund('R1'))],
  [
    'a call of a documented path',
    ['query answer'],
    WRITE,
    asAnswer((newPay) => newPay.call('/api/open/converge/pay/v1/queryOrder', { orderNo: 'A1001' })),
  ],
  [
    'a call of another path',
    ['order answer', 'query answer', 'refund answer', 'refund query answer'],
    WRITE,
    asAnswer((newPay) => newPay.call('/api/other', { orderNo: 'A1001' })),
  ],
  [
    'createMiniProgramOrder',
    ['order answer', 'query answer', 'refund answer', 'refund query answer'],
    WRITE,
    asAnswer((newPay) => newPay.createMiniProgramOrder(ORDER)),
  ],
];

describe.each(PLATFORMS)('One message does not pass for another on %s', (platform) => {
  let gateway: FakeGateway;
  let host: HostApp;
  let listener: PaymentListener;

  const boot = async (options: Partial<NewPayModuleOptions> = {}) => {
    host = await startHostApp({
      platform,
      options: { baseUrl: gateway.url, timeout: 1_000, ...options },
      providers: [PaymentListener],
    });
    listener = host.app.get(PaymentListener);
  };

  beforeEach(async () => {
    gateway = await startFakeGateway();
    await boot();
  });

  afterEach(async () => {
    await host.app.close();
    await gateway.stop();
  });

  describe.each(PLACES)('%s', (_place, believed, refusal, take) => {
    it.each(Object.keys(MESSAGES))('given a genuine %s', async (name) => {
      const expected = believed.includes(name) ? 'believed' : refusal;
      expect(await take(host, gateway, MESSAGES[name]!())).toEqual(expected);
      if (expected !== 'believed') {
        expect(listener.names).toEqual([]);
      }
    });
  });

  it.each<[string, JsonFields, string]>([
    [
      'payment callback',
      { tranNo: '1' },
      '"tranNo" is not a field of a payment callback (see the option "ignoreFields.paymentCallback")',
    ],
    [
      'payment callback',
      { payUrl: 'https://x.example' },
      '"payUrl" is not a field of a payment callback (see the option "ignoreFields.paymentCallback")',
    ],
    [
      'payment callback',
      { newpayRefundOrderNo: '7' },
      '"newpayRefundOrderNo" is not a field of a payment callback (see the option "ignoreFields.paymentCallback")',
    ],
    [
      'refund callback',
      { tranStatus: 1 },
      '"tranStatus" is not a field of a refund callback (see the option "ignoreFields.refundCallback")',
    ],
  ])('a %s with %j is none', async (name, changes, message) => {
    const body = signedBody({ ...MESSAGES[name]!(), ...changes });
    expect((await host.postCallback(body)).status).toBe(400);
    expect(host.logger.textsOf('warn').join()).toContain(
      `Callback rejected (400): The message is not valid: ${message}`,
    );
  });

  it.each<[string, JsonFields]>([
    ['payment callback', { tranNo: '', payUrl: null, refundOrderNo: '' }],
    ['payment callback', { channel: 'NEWPAY', merchantId: MERCHANT_ID }],
    ['refund callback', { orderAmt: '50000.00', tranNo: '' }],
  ])(
    'a %s with %j is one: empty is absent, and unknown fields tell nothing',
    async (name, more) => {
      const message = { ...MESSAGES[name]!(), ...more };
      expect(await asCallback(host, gateway, message)).toBe('believed');
    },
  );

  it('the option ignoreFields takes a field out, for the kind that it names', async () => {
    await host.app.close();
    await boot({ ignoreFields: { paymentQuery: ['timestamp'], refundQuery: ['newpayOrderNo'] } });
    const newPay = host.app.get(NewPayService);

    gateway.reply = (_request, response) =>
      sendJson(response, signedAnswer({ ...paymentData(ASKED), timestamp: Date.now() }));
    expect((await newPay.queryOrder('A1001')).status).toBe('paid');

    gateway.reply = (_request, response) => sendJson(response, signedAnswer(refundData(ASKED)));
    expect((await newPay.queryRefund('R1')).status).toBe('refunded');

    gateway.reply = (_request, response) =>
      sendJson(response, signedAnswer({ ...refundQueryData(ASKED), timestamp: Date.now() }));
    await expect(newPay.queryRefund('R1')).rejects.toThrow(
      'NewPay gave no usable answer: The message is not valid: "timestamp" is not a field of the answer to a refund query (see the option "ignoreFields.refundQuery"). Nothing was changed, trying again is safe.',
    );
  });

  describe('a signed merchantId', () => {
    it.each(['another', '', MERCHANT_ID.toUpperCase()])(
      'that is %j is refused',
      async (merchantId) => {
        for (const name of ['payment callback', 'refund callback']) {
          const body = signedBody({ ...MESSAGES[name]!(), merchantId });
          expect(await host.postCallback(body)).toEqual(rejected(403));
        }
        expect(host.logger.textsOf('warn').join()).toContain(
          'Callback rejected (403): it is for another "merchantId" than the configured one',
        );
        expect(listener.names).toEqual([]);

        for (const [place, [name = ''], refusal, take] of PLACES.slice(1)) {
          const answer = { ...MESSAGES[name]!(), merchantId };
          expect([place, await take(host, gateway, answer)]).toEqual([place, refusal]);
        }
      },
    );

    it('that is the own one changes nothing', async () => {
      for (const [place, [name = ''], , take] of PLACES) {
        const answer = { ...MESSAGES[name]!(), merchantId: MERCHANT_ID };
        expect([place, await take(host, gateway, answer)]).toEqual([place, 'believed']);
      }
    });

    it.each(['extra', 'subject', 'transInfo'])('cannot be hidden in %s', async (field) => {
      const body = signedBody({
        ...MESSAGES['payment callback']!(),
        [field]: 'x&merchantId=other',
      });
      expect((await host.postCallback(body)).status).toBe(400);
    });
  });

  it('an answer that was cut out of another message is not believed', async () => {
    // One text, signed for the order A1001, whose extra was made to be cut.
    const honest = paymentData(ASKED, {
      extra: 'x&newpayOrderNo=1&orderAmt=999999&orderNo=VICTIM&payMethod=1&subject=y',
      tranNo: null,
      tranAbbr: null,
    });
    const { sign, ...fields } = JSON.parse(signedBody(honest)) as Record<string, unknown>;
    const text = Object.keys(fields)
      .filter((name) => fields[name] !== null)
      .sort()
      .map((name) => `${name}=${String(fields[name])}`)
      .join('&');
    const at = text.indexOf('&newpayOrderNo=2');
    // Everything true is swallowed by the forged subject.
    const cut = {
      appId: APP_ID,
      currency: 'LAK',
      extra: 'x',
      newpayOrderNo: '1',
      orderAmt: '999999',
      orderNo: 'VICTIM',
      payMethod: '1',
      subject: `y${text.slice(at, text.indexOf('&transInfo='))}`,
      transInfo: 'Transaction Success',
      transStatus: '1',
    };
    gateway.reply = (_request, response) =>
      sendJson(response, { success: true, data: { ...cut, sign } });
    const newPay = host.app.get(NewPayService);
    await expect(newPay.reconcile('VICTIM')).rejects.toThrow(
      '"subject" contains "&newpayOrderNo=": the signed text is ambiguous',
    );
    expect(listener.names).toEqual([]);
  });

  it.each<[string, JsonFields, (newPay: NewPayService) => Promise<unknown>]>([
    ['order answer', { tranAbbr: 'x&orderNo=B' }, (newPay) => newPay.createOrder(ORDER)],
    [
      'order answer',
      { payUrl: 'https://evil.example/?a=1&transStatus=1' },
      (newPay) => newPay.createOrder(ORDER),
    ],
    ['refund answer', { tranInfo: 'x&refundOrderNo=R2' }, (newPay) => newPay.refund(REFUND)],
    ['refund query answer', { tranInfo: 'x&tranStatus=1' }, (newPay) => newPay.queryRefund('R1')],
    ['query answer', { transInfo: 'x&transStatus=1' }, (newPay) => newPay.queryOrder('A1001')],
    ['query answer', { zz: 'x&tranNo=1' }, (newPay) => newPay.queryOrder('A1001')],
    ['query answer', { subject: 'x&orderNo=B' }, (newPay) => newPay.call('/other', {})],
  ])('a %s with %j is ambiguous', async (name, changes, call) => {
    gateway.reply = (_request, response) =>
      sendJson(response, signedAnswer({ ...MESSAGES[name]!(), ...changes }));
    await expect(call(host.app.get(NewPayService))).rejects.toThrow('the signed text is ambiguous');
  });

  it('an answer of a call to another number is none to this one', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, signedAnswer({ orderNo: 'B', accountTime: 1 }));
    const newPay = host.app.get(NewPayService);
    await expect(newPay.call('/other', { orderNo: 'A' })).rejects.toThrow(
      'The outcome for the call of /other is unknown: the answer is for another "orderNo". Query it before trying again.',
    );
    expect(await newPay.call('/other', { revFundAccountId: '1' })).toMatchObject({ orderNo: 'B' });
  });
});
