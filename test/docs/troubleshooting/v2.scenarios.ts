import {
  NewPayChannel,
  newPayConfig,
  NewPayModule,
  NewPayV2Service,
  type NewPayNestedForm,
  type NewPayV2Options,
} from '../../../lib/index.js';
import { envelope, sendJson, startFakeGateway } from '../../support/fake-gateway.js';
import { validOptions, type HostApp, type HostAppOptions } from '../../support/host-app.js';
import { rsaKeyPair } from '../../support/keys.js';
import { PaymentListener } from '../../support/listeners.js';
import { APP_ID, signText, type JsonFields } from '../../support/signed-callback.js';
import { callUntyped, untyped } from '../../support/untyped.js';
import {
  signedV2,
  v2Envelope,
  v2PaymentFields,
  v2RefundQueryFields,
} from '../../support/v2-messages.js';
import { bootError, logged, thrown, withHost, type Scenarios } from './scenario.js';

const ORDER = {
  channel: NewPayChannel.NewPayOnline,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;
const REFUND_REQUEST = {
  newpayOrderNo: '2022092100000069501',
  refundOrderNo: 'R1001-1',
  refundOrderAmt: '20000',
  currency: 'LAK',
} as const;
const SCAN = {
  authCode: '134567890123456789',
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;
const HINT = { mchRefundNo: 'R1001-1', newpayRefundNo: '2022092100000069599' };
const REFUSED = { success: false, code: '404', message: 'unknown', data: null };
const REFUND = v2Envelope(v2RefundQueryFields({ mchRefundNo: 'R1001-1' }));

/** Signed in a form that nobody knows. */
const foreign = (fields: JsonFields) => envelope({ ...fields, sign: signText('unknown form') });

/** Answers each path of the gateway with its body, and all others with a refusal. */
async function withGateway<T>(
  answers: Readonly<Record<string, JsonFields>>,
  use: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const gateway = await startFakeGateway();
  gateway.reply = ({ path }, response) =>
    sendJson(response, answers[path.split('/').at(-1) ?? ''] ?? REFUSED);
  try {
    return await use(gateway.url);
  } finally {
    await gateway.stop();
  }
}

/** What is logged of these callbacks, which are JSON or its objects. */
const delivered =
  (
    bodies: readonly (JsonFields | string)[],
    answers: Readonly<Record<string, JsonFields>> = {},
    v2: NewPayV2Options = {},
  ) =>
  () =>
    withGateway(answers, (baseUrl) =>
      logged(
        { providers: [PaymentListener], options: { v2: { baseUrl, ...v2 } } },
        async (host) => {
          for (const body of bodies) {
            await host.postCallback(typeof body === 'string' ? body : JSON.stringify(body));
          }
        },
      ),
    );

/** What a call throws, without what caused it. */
const called =
  (
    use: (service: NewPayV2Service) => unknown,
    answers: Readonly<Record<string, JsonFields>> = {},
    v2: NewPayV2Options = {},
  ) =>
  async () => {
    const run = ({ app }: HostApp) => thrown(() => use(app.get(NewPayV2Service)));
    const messages = await withGateway(answers, (baseUrl) =>
      withHost({ options: { v2: { baseUrl, ...v2 }, timeout: 1_000 } }, run),
    );
    return messages.slice(0, 1);
  };

/** The message with which an app of these options of API v2 does not boot. */
const booted =
  (v2: unknown, more: object = {}) =>
  () =>
    bootError(NewPayModule.forRoot({ ...validOptions(), v2: untyped(v2), ...more }));

/** The message with which an app does not boot that has this address of API v2 in its environment. */
async function bootedWithVariable(address: string): Promise<string[]> {
  process.env['NEWPAY_V2_BASE_URL'] = address;
  try {
    const useFactory = () => ({ ...validOptions(), v2: newPayConfig().v2 });
    return await bootError(NewPayModule.forRootAsync({ useFactory }));
  } finally {
    delete process.env['NEWPAY_V2_BASE_URL'];
  }
}

/** What an app in production logs at boot. */
async function inProduction(options: HostAppOptions['options']): Promise<string[]> {
  const { NODE_ENV } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    return await logged({ providers: [PaymentListener], options });
  } finally {
    process.env['NODE_ENV'] = NODE_ENV;
  }
}

/** What a method throws that is called with these inputs in place of valid ones. */
const input = (method: string, valid: object) => (changes: object) =>
  called((service) => callUntyped(service, method, { ...valid, ...changes }));
const order = input('createOrder', ORDER);
const refund = input('refund', REFUND_REQUEST);
const scan = input('scanPay', SCAN);
const create = (service: NewPayV2Service) => service.createOrder(ORDER);
const query = (service: NewPayV2Service) => service.queryOrder({ orderNo: 'A1001' });
const created = (fields: JsonFields) => ({
  unifiedOrder: v2Envelope({ appId: APP_ID, ...fields }),
});
const payment = (changes: JsonFields) => ({ uniQueryPay: v2Envelope(v2PaymentFields(changes)) });
const ASK = { unverified: 'ask' } as const;

/** The callback of a payment with an amount that cannot be signed in this form. */
const unsignable = (nested: NewPayNestedForm, changes: JsonFields) =>
  delivered([v2Envelope(v2PaymentFields(changes))], {}, { nested });

export const ofV2: Scenarios = {
  'v2 is no object': booted('https://newpay.example'),
  'a misspelt option': booted({ baseURL: 'https://newpay.example' }),
  'v2.baseUrl is no address': booted({ baseUrl: 'newpay' }),
  'v2.baseUrl in quotes': () => bootedWithVariable('"https://newpay.example"'),
  'v2.baseUrl of another container': booted({ baseUrl: 'http://sandbox:4010' }),
  'v2.endpoints is no object': booted({ endpoints: '/pay' }),
  'an unknown endpoint': booted({ endpoints: { pay: '/pay' } }),
  'an endpoint without a slash': booted({ endpoints: { queryOrder: 'query' } }),
  'an unknown form': booted({ nested: 'xml' }),
  'an unknown v2.unverified': booted({ unverified: true }),
  'a sandbox in production': () => inProduction({ v2: { baseUrl: 'http://127.0.0.1:4010' } }),
  'a sandbox in another container': () =>
    logged({
      providers: [PaymentListener],
      options: { v2: { baseUrl: 'http://sandbox:4010' }, insecureBaseUrl: true },
    }),
  'a page on this machine': () =>
    withGateway({}, (url) =>
      logged(
        {
          providers: [PaymentListener],
          options: { v2: { endpoints: { createOrder: `${url}/unifiedOrder` } } },
        },
        ({ app }) =>
          thrown(() =>
            app
              .get(NewPayV2Service)
              .createOrder({ ...ORDER, redirect: 'http://localhost:3000/thanks' }),
          ),
      ),
    ),

  'signed by another key': delivered([
    envelope(signedV2(v2PaymentFields(), 'json', rsaKeyPair().privateKey)),
  ]),
  'in another form than the configured one': delivered(
    [v2Envelope(v2PaymentFields(), 'json')],
    {},
    { nested: 'java' },
  ),
  'an amount that the form cannot have': unsignable('java', {
    orderAmt: { value: 'null', currency: 'LAK' },
  }),
  'a name that the form cannot have': unsignable('java', { orderAmt: { 'a=b': '5' } }),
  'an array that the form cannot have': unsignable('java', { orderAmt: ['5', 'LAK'] }),
  'an object that is not documented': unsignable('dotted', { more: { a: '1' } }),
  'a field of the amount that is not documented': unsignable('fields', {
    orderAmt: { value: '5', currency: 'LAK', note: 'x' },
  }),
  'half an amount': unsignable('fields', { orderAmt: { value: '5' } }),
  'a field that the amount has as well': unsignable('lifted', { value: '9' }),
  'two amounts in the form lifted': called(
    (service) => service.queryRefund({ refundOrderNo: 'R1001-1' }),
    { uniQueryRefund: REFUND },
    { nested: 'lifted' },
  ),
  'a name that no field has': delivered([
    '{"data":{"__proto__":1,"mchOrderNo":"A1001","sign":"x"}}',
  ]),
  'an attach that imitates a field': delivered([
    v2Envelope(v2PaymentFields({ attach: 'x&payStatus=SUCCESS' })),
  ]),
  'too old': delivered([v2Envelope(v2PaymentFields({ paytime: 1663738614280 }))]),
  'ahead of the clock': delivered([v2Envelope(v2PaymentFields({ paytime: Date.now() + 600_000 }))]),
  'of another app': delivered([v2Envelope(v2PaymentFields({ appId: '6' }))]),
  'of another merchant': delivered([v2Envelope(v2PaymentFields({ mchId: '7' }))]),
  'not final': delivered([v2Envelope(v2PaymentFields({ payStatus: 'PROCESSING' }))]),
  'of another kind': delivered([v2Envelope(v2PaymentFields({ orderNo: 'A1001' }))]),
  'without an order': delivered([v2Envelope(v2PaymentFields({ mchOrderNo: null }))]),
  'an amount as text': delivered([v2Envelope(v2PaymentFields({ orderAmt: '50000' }))]),
  'no time': delivered([v2Envelope(v2PaymentFields({ paytime: 'now' }))]),
  'nested too deeply': delivered([
    {
      data: { ...v2PaymentFields(), deep: JSON.parse('['.repeat(18) + ']'.repeat(18)), sign: 'x' },
    },
  ]),
  'a hint': delivered(
    [foreign(v2PaymentFields())],
    { uniQueryPay: foreign(v2PaymentFields()) },
    ASK,
  ),
  'a hint about a refund': delivered(
    [foreign(v2RefundQueryFields({ mchRefundNo: 'R1001-1' }))],
    {},
    ASK,
  ),
  "a hint with NewPay's number of a refund alone": delivered(
    [foreign(v2RefundQueryFields({ mchRefundNo: null }))],
    {},
    ASK,
  ),
  'the same hint twice, and no final result': delivered(
    [foreign(v2PaymentFields()), foreign(v2PaymentFields())],
    payment({ payStatus: 'PROCESSING' }),
    ASK,
  ),
  'a hint whose order is unknown': delivered([foreign(v2PaymentFields())], {}, ASK),
  'too many hints': async () => {
    const hints = Array.from({ length: 101 }, (_, i) =>
      foreign(v2PaymentFields({ mchOrderNo: `B${i}` })),
    );
    // The others are those of one hint.
    return (await delivered(hints, {}, ASK)()).slice(-1);
  },
  'a refund that is processing': delivered([v2Envelope(HINT)], {
    uniQueryRefund: v2Envelope(
      v2RefundQueryFields({ mchRefundNo: 'R1001-1', refundStatus: 'PROCESSING' }),
    ),
  }),
  'a refund that is unknown': delivered([v2Envelope(HINT)]),
  'a refund under another number': delivered([v2Envelope({ ...HINT, newpayRefundNo: '9' })], {
    uniQueryRefund: REFUND,
  }),
  'a refund whose order is unknown': delivered([v2Envelope(HINT)], { uniQueryRefund: REFUND }),
  'a refund in another currency': delivered([v2Envelope(HINT)], {
    uniQueryRefund: REFUND,
    ...payment({ orderAmt: { value: '50000', currency: 'USD' } }),
  }),
  'an extraParam that the form cannot have': called(
    (service) => service.createOrder({ ...ORDER, extraParam: { wxCode: 'a, b' } }),
    {},
    { nested: 'java' },
  ),
  'an extraParam without text': order({ extraParam: { userId: 7 } }),
  'an extraParam with a name that is none': order({ extraParam: { 'wx-code': 'x' } }),
  'an extraParam that is no object': order({ extraParam: 'x' }),
  'an empty extraParam': order({ extraParam: {} }),
  'an unknown channel': order({ channel: 'newpay' }),
  'an unknown currency': order({ currency: 'THB' }),
  'a tenth of a fen': order({ currency: 'CNY', orderAmt: '0.001' }),
  'a redirect that is no address': order({ redirect: '/thanks' }),
  'an attach of an order that imitates a field': order({ attach: 'x&payStatus=SUCCESS' }),
  'an attach that is a number': order({ attach: 7 }),
  'a field of v1': order({ successPageUrl: 'https://shop.example/thanks' }),
  'a scanned code with a blank': scan({ authCode: '1345 6789' }),
  'a refund by a number of no payment': refund({ newpayOrderNo: 'A 1' }),
  'a refund by a number that is no text': refund({ newpayOrderNo: 202209210000 }),
  'a refund in an unknown currency': refund({ currency: 'THB' }),
  'a refund by the number of v1': refund({ orderNo: 'A1001' }),
  'both numbers': called((service) =>
    callUntyped(service, 'queryRefund', { refundOrderNo: 'R1', newpayRefundOrderNo: '1' }),
  ),
  "a query by a number that is not NewPay's": called((service) =>
    service.queryRefund({ newpayRefundOrderNo: 'R 1' }),
  ),
  'a call whose subject imitates a field': called((service) =>
    service.call('/beta/pay/unifiedOrder', { subject: 'x&payStatus=SUCCESS' }),
  ),
  'no number': called((service) => callUntyped(service, 'queryOrder', 'A1001')),
  'a refund meant in another currency': called(async (service) => {
    const { newpayOrderNo } = await service.queryOrder({ orderNo: 'A1001' });
    const [refundOrderNo, refundOrderAmt, currency] = ['R1', '20', 'USD'] as const;
    await service.refund({ newpayOrderNo, refundOrderNo, refundOrderAmt, currency });
  }, payment({})),
  'no token': called((service) => service.queryUser('')),
  'no form fits the answer': called(query, {
    uniQueryPay: envelope(signedV2(v2PaymentFields(), 'json', rsaKeyPair().privateKey)),
  }),
  'another form than the configured one fits the answer': called(
    query,
    { uniQueryPay: v2Envelope(v2PaymentFields(), 'json') },
    { nested: 'java' },
  ),
  'an answer of another kind': called(query, {
    uniQueryPay: v2Envelope({ appId: APP_ID, payReference: 'newpay://x' }),
  }),
  'an answer that has a field of another kind': called(
    (service) => service.queryRefund({ refundOrderNo: 'R1001-1' }),
    {
      uniQueryRefund: v2Envelope(
        v2RefundQueryFields({ mchRefundNo: 'R1001-1', payStatus: 'SUCCESS' }),
      ),
    },
  ),
  'no pay reference': called(create, created({})),
  'a dangerous pay reference': called(create, created({ payReference: 'javascript:alert(1)' })),
};
