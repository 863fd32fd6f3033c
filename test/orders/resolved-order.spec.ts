import { describe, expect, it } from '@jest/globals';
import {
  NewPayService,
  type NewPayCreateOrderOptions,
  type NewPayOrder,
  type NewPayPayment,
  type NewPayPaymentStatus,
  type NewPayResolvedOrder,
  type NewPayV2Order,
  type NewPayV2Payment,
  type NewPayV2PaymentStatus,
  type NewPayV2ResolvedOrder,
} from '../../lib/index.js';
import { APIS } from '../support/api-under-test.js';
import {
  orderAnswer,
  paymentData,
  sendJson,
  signedAnswer,
  type Reply,
} from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { ORDER } from '../support/requests.js';
import type { JsonFields } from '../support/signed-callback.js';
import { callUntyped } from '../support/untyped.js';
import { v2Envelope, v2PaymentFields } from '../support/v2-messages.js';

const { gateway, host } = usePaymentApp({
  options: {
    timeout: 2_000,
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});

const PAY_URL = 'https://pay.newpay.example/cashier?o=1';

/** Both versions, with what NewPay answers. */
const VERSIONS = [
  {
    ...APIS.v1,
    created: orderAnswer,
    payment: (request: JsonFields) => signedAnswer(paymentData(request)),
    /** The fields of an order. */
    fields: ['payUrl', 'orderNo', 'newpayOrderNo', 'tranNo', 'tranAbbr', 'orderAmt', 'appId'],
    payUrlOrStatus: (result: unknown) => payUrlOrStatus(result as NewPayResolvedOrder),
  },
  {
    ...APIS.v2,
    created: ({ appId }: JsonFields) => v2Envelope({ appId, payReference: PAY_URL }),
    payment: ({ appId }: JsonFields) => v2Envelope(v2PaymentFields({ appId })),
    fields: ['payReference', 'orderNo', 'newpayOrderNo', 'appId', 'raw'],
    payUrlOrStatus: (result: unknown) => referenceOrStatus(result as NewPayV2ResolvedOrder),
  },
];

/** Compiles only if `resolution` narrows the result, and `in` does as well. */
function payUrlOrStatus(result: NewPayResolvedOrder): string {
  if ('payUrl' in result) {
    const created: NewPayOrder = result;
    return created.payUrl;
  }
  if (result.resolution === 'queried') {
    const queried: NewPayPayment = result;
    const status: NewPayPaymentStatus = queried.status;
    return status;
  }
  const nothingElse: never = result;
  return nothingElse;
}

/** The same for API v2. */
function referenceOrStatus(result: NewPayV2ResolvedOrder): string {
  if ('payReference' in result) {
    const created: NewPayV2Order = result;
    return created.payReference.value;
  }
  if (result.resolution === 'queried') {
    const queried: NewPayV2Payment = result;
    const status: NewPayV2PaymentStatus = queried.status;
    return status;
  }
  const nothingElse: never = result;
  return nothingElse;
}

const dropped: Reply = (_request, response) => response.destroy();
const refused: Reply = (_request, response) => sendJson(response, { success: false });

describe.each(VERSIONS)('createOrder of $api with resolveUnknown', (version) => {
  const { paths, fields, created, payment } = version;
  const createdReply: Reply = ({ fields: sent }, response) => sendJson(response, created(sent));
  const paymentReply: Reply = ({ fields: sent }, response) => sendJson(response, payment(sent));

  function answer({ order = createdReply, query = paymentReply }: Record<string, Reply>): void {
    gateway.reply = (request, response) =>
      (request.path.endsWith(`/${paths.queryOrder}`) ? query : order)(request, response);
  }

  const create = (options?: NewPayCreateOrderOptions) =>
    version.createOrder(host(), { orderNo: 'A1001' }, options);

  it('An order that NewPay answered is "created", and can be paid.', async () => {
    answer({});

    const result = await create({ resolveUnknown: true });

    expect(result).toMatchObject({ resolution: 'created', orderNo: 'A1001' });
    expect(version.payUrlOrStatus(result)).toBe(PAY_URL);
    expect(Object.isFrozen(result)).toBe(true);
  });

  it('An order without an answer is "queried", and has a status.', async () => {
    answer({ order: dropped });

    const result = await create({ resolveUnknown: true });

    expect(result).toMatchObject({ resolution: 'queried', orderNo: 'A1001', status: 'paid' });
    expect(gateway.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
      paths.createOrder,
      paths.queryOrder,
    ]);
    expect(version.payUrlOrStatus(result)).toBe('paid');
    expect(Object.isFrozen(result)).toBe(true);
  });

  it('An order whose query fails too rejects with the first error.', async () => {
    answer({ order: dropped, query: refused });

    await expect(create({ resolveUnknown: true })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
      orderNo: 'A1001',
    });
    expect(gateway.requests).toHaveLength(2);
  });

  it('An order that NewPay refused is not queried.', async () => {
    answer({ order: refused });

    await expect(create({ resolveUnknown: true })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_GATEWAY',
    });
    expect(gateway.requests).toHaveLength(1);
  });

  it('An order that was aborted is not queried.', async () => {
    const abort = new AbortController();
    answer({ order: () => abort.abort() });

    await expect(create({ resolveUnknown: true, signal: abort.signal })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
    });
    expect(gateway.requests).toHaveLength(1);
  });

  it.each<[string, NewPayCreateOrderOptions]>([
    ['a flag that is off', { resolveUnknown: false }],
    ['a timeout alone', { timeout: 5_000 }],
  ])(
    'With %s the result says "created" as well, and nothing is queried.',
    async (_what, options) => {
      answer({});
      expect(await create(options)).toMatchObject({ resolution: 'created' });

      answer({ order: dropped });
      await expect(create(options)).rejects.toMatchObject({ code: 'ERR_NEWPAY_UNKNOWN_OUTCOME' });
      expect(gateway.requests).toHaveLength(2);
    },
  );

  it('Without options the result is an order and nothing more.', async () => {
    answer({});
    const result = await create();

    expect(Object.keys(Object(result))).toEqual(fields);
    expect(await create({ resolveUnknown: true })).toEqual({
      ...Object(result),
      resolution: 'created',
    });
  });
});

it('An order whose options are null rejects with its own error, and is not queried.', async () => {
  gateway.reply = (_request, response) => response.destroy();
  const newPay = host().app.get(NewPayService);

  await expect(callUntyped(newPay, 'createOrder', ORDER, null)).rejects.toMatchObject({
    code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
  });
  expect(gateway.requests).toHaveLength(1);
});
