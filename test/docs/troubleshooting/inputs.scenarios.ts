import { LazyModuleLoader } from '@nestjs/core';
import { NewPayModule, NewPayService, PayMethod, type CreateOrderDto } from '../../../lib/index.js';
import {
  paymentData,
  refundData,
  replyByPath,
  startFakeGateway,
} from '../../support/fake-gateway.js';
import { validOptions, type HostAppOptions } from '../../support/host-app.js';
import { ManualQueue } from '../../support/manual-queue.js';
import { thrown, withHost, type Scenarios } from './scenario.js';
import { callUntyped } from '../../support/untyped.js';

const ORDER = { payMethod: 1, currency: 'LAK', orderAmt: '50000', orderNo: 'A1001' };
const REFUND = {
  orderNo: 'A1001',
  refundOrderNo: 'R1001-1',
  refundOrderAmt: '20000',
  refundDesc: 'Sold out',
};
const PAGE = 'https://shop.example/page';
const ALIPAY = { payMethod: PayMethod.Alipay, subject: 'Coffee', extra: 'IOS' };

const refusal = (use: (newPay: NewPayService) => unknown, host: HostAppOptions = {}) =>
  withHost(host, ({ app }) => thrown(() => use(app.get(NewPayService))));

const order = (changes: object, options?: HostAppOptions['options']) => () =>
  refusal((newPay) => newPay.createOrder({ ...ORDER, ...changes } as CreateOrderDto), { options });

const refund = (changes: object, options?: HostAppOptions['options']) => () =>
  refusal((newPay) => newPay.refund({ ...REFUND, ...changes }), { options });

const call = (path: string, fields: object) => () =>
  refusal((newPay) => newPay.call(path, fields as Record<string, string>));

/** Refunds of an order of 50000 kip that was queried before. */
async function refundsAfterQuery(...amounts: string[]): Promise<string[]> {
  const gateway = await startFakeGateway();
  gateway.reply = replyByPath({
    queryOrder: (request) => paymentData(request, { orderAmt: '50000' }),
    refund: (request) => refundData(request),
  });
  try {
    return await refusal(
      async (newPay) => {
        await newPay.queryOrder('A1001');
        for (const [index, refundOrderAmt] of amounts.entries()) {
          await newPay.refund({ ...REFUND, refundOrderNo: `R1001-${index}`, refundOrderAmt });
        }
      },
      { options: { baseUrl: gateway.url } },
    );
  } finally {
    await gateway.stop();
  }
}

export const ofInputs: Scenarios = {
  'an unknown pay method': order({ payMethod: 2 }),
  'a pay method as text': order({ payMethod: '1' }),
  'an order number as a number': order({ orderNo: 1001 }),
  'half an emoji': order({ subject: 'Coffee \ud83c' }),
  'a field that cannot be read': () =>
    refusal((newPay) => {
      const fault = Object.defineProperty({ ...ORDER }, 'extra', {
        get: () => {
          throw new Error('the entity is not loaded');
        },
      });
      return newPay.createOrder(fault as CreateOrderDto);
    }),
  'an unknown currency': order({ currency: 'THB' }),
  'an amount as a number': order({ orderAmt: 50_000 }),
  'an amount in words': order({ orderAmt: 'ten' }),
  'an amount of zero': order({ orderAmt: '0' }),
  'half a kip': order({ orderAmt: '0.5' }),
  'a tenth of a cent': order({ currency: 'USD', orderAmt: '0.001' }),
  'an order number with a blank': order({ orderNo: 'A 1' }),
  'a page that is no address': order({ successPageUrl: '/thanks' }),
  'no page': order({}, { pages: { failure: PAGE, cancel: PAGE } }),
  'no address for callbacks': order({}, { publicUrl: undefined }),
  'no address for callbacks, and no route': order({}, { callback: false }),
  'no address for callbacks, and a module that is loaded lazily': () =>
    withHost({ modules: [] }, async ({ app }) => {
      const loader = app.get(LazyModuleLoader);
      const module = await loader.load(() => NewPayModule.forRoot(validOptions()));
      return thrown(() => callUntyped(module.get(NewPayService), 'createOrder', ORDER));
    }),
  'no address for callbacks, and a route with a parameter': () =>
    refusal((newPay) => callUntyped(newPay, 'createOrder', ORDER), {
      configure: (app) => app.setGlobalPrefix(':tenant'),
    }),
  'Alipay without a subject': order({ ...ALIPAY, subject: '' }),
  'a text that makes the callback too large': order({ extra: 'x'.repeat(65_536) }),
  'Alipay without a device': order({ ...ALIPAY, extra: '' }),
  'a subject that is no text': order({ subject: true }),
  'an extra that imitates a status': order({ extra: 'x&transStatus=0' }),
  'an unknown terminal': order({ terminal: 'watch' }),
  'a misspelt field': order({ payMehod: 1 }),
  'an order that is not there yet': () =>
    refusal((newPay) => callUntyped(newPay, 'createOrder', Promise.resolve(ORDER))),
  'no order': () => refusal((newPay) => callUntyped(newPay, 'createOrder', undefined)),

  'no reason': refund({ refundDesc: ' ' }),
  'no address for the refund': refund({}, { publicUrl: undefined }),
  'a refund of half a kip': () => refundsAfterQuery('0.5'),
  'refunds of more than was paid': () => refundsAfterQuery('20000', '30001'),

  'a query without a number': () => refusal((newPay) => newPay.queryOrder('')),

  'a call of no path': call('api/x', {}),
  'a call with its own signature': call('/api/x', { sign: 'x' }),
  'a call with a list': call('/api/x', { items: [1] }),
  'a call with a name of two': call('/api/x', { 'a&b': '1' }),
  'a signal that is none': () =>
    refusal((newPay) => callUntyped(newPay, 'queryOrder', 'A1001', { signal: {} })),
  'a timeout of nothing': () => refusal((newPay) => newPay.queryOrder('A1001', { timeout: 0 })),
  'a misspelt option of a call': () =>
    refusal((newPay) => callUntyped(newPay, 'queryOrder', 'A1001', { tiemout: 5_000 })),
  'a signal in the place of the options': () =>
    refusal((newPay) => callUntyped(newPay, 'queryOrder', 'A1001', AbortSignal.abort())),
  'a text for a yes or no': () =>
    refusal((newPay) => callUntyped(newPay, 'createOrder', ORDER, { resolveUnknown: 'no' })),
  'a wait for nothing': () => refusal((newPay) => newPay.settle('A1001', { within: 0 })),
  'a transfer for nothing': () =>
    refusal((newPay) =>
      newPay.transfer({
        revFundAccountId: '1001211005000526',
        orderAmt: '50000',
        currency: 'LAK',
        orderDesc: ' ',
      }),
    ),
  'a listener that is no id': () =>
    refusal((newPay) => callUntyped(newPay, 'redeliver', 'A1001', { listener: 7 }), {
      options: { queue: new ManualQueue() },
    }),
  'a call of a list': call('/api/x', ['1']),
};
