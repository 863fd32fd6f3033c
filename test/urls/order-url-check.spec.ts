import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Currency,
  NewPayChannel,
  NewPayService,
  NewPayV2Service,
  PayMethod,
  type CreateOrderDto,
  type NewPayV2Options,
} from '../../lib/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { REFUND } from '../support/requests.js';

let host: HostApp;

afterEach(() => host.app.close());

/** A port of this machine where nobody listens: the name is public, and no order leaves. */
const NOBODY = { createOrder: 'http://127.0.0.1:9/order' };

async function warningsOf(
  options: NonNullable<Parameters<typeof startHostApp>[0]>['options'],
  ...orders: Partial<CreateOrderDto>[]
): Promise<string[]> {
  host = await startHostApp({ options: { timeout: 500, ...options } });
  for (const order of orders) {
    const complete = {
      payMethod: PayMethod.NewPay,
      currency: Currency.LAK,
      orderAmt: '50000',
      orderNo: 'A1001',
      ...order,
    };
    await host.app
      .get(NewPayService)
      .createOrder(complete)
      .catch(() => undefined);
  }
  return host.logger.textsOf('warn').filter((line) => line.endsWith('NewPayService'));
}

describe('an address that an order names itself', () => {
  it('is told once for each field when the world cannot reach it', async () => {
    const own = {
      callBackUrl: 'http://localhost:3000/newpay/callback',
      successPageUrl: 'http://192.168.1.20/thanks',
    };
    expect(await warningsOf({ endpoints: NOBODY }, own, { ...own, orderNo: 'A1002' })).toEqual([
      'Order A1001: its callBackUrl is http://localhost:3000/newpay/callback, which NewPay cannot reach (it is on this machine). This warning is logged once for each field. NewPayService',
      'Order A1001: its successPageUrl is http://192.168.1.20/thanks, which a payer cannot reach (it is in a private network). This warning is logged once for each field. NewPayService',
    ]);
  });

  it.each<[string, Parameters<typeof warningsOf>]>([
    ['it is public', [{ endpoints: NOBODY }, { callBackUrl: 'https://shop.example/callback' }]],
    [
      'NewPay is a sandbox on this machine',
      [{ baseUrl: 'http://127.0.0.1:9' }, { callBackUrl: 'http://localhost:3000/callback' }],
    ],
    [
      'it is the one of the options, which was told at boot',
      [{ endpoints: NOBODY, publicUrl: 'http://localhost:3000' }, {}],
    ],
  ])('is not told when %s', async (_what, given) => {
    expect(await warningsOf(...given)).toEqual([]);
  });
});

describe('an address that a refund names itself', () => {
  it('is told when NewPay cannot reach it', async () => {
    host = await startHostApp({
      options: { timeout: 500, endpoints: { refund: 'http://127.0.0.1:9/refund' } },
    });
    const callBackUrl = 'http://localhost:3000/refunds';
    await host.app
      .get(NewPayService)
      .refund({ ...REFUND, callBackUrl })
      .catch(() => undefined);
    expect(host.logger.textsOf('warn')).toContain(
      'Order A1001: its callBackUrl is http://localhost:3000/refunds, which NewPay cannot reach (it is on this machine). This warning is logged once for each field. NewPayService',
    );
  });
});

describe('an address that an order of API v2 names itself', () => {
  const LOCAL = 'http://localhost:3000/thanks';
  const order = {
    channel: NewPayChannel.NewPayOnline,
    currency: 'LAK',
    orderAmt: '50000',
    orderNo: 'A1001',
    redirect: LOCAL,
  } as const;

  async function warningsOfV2(v2: NewPayV2Options): Promise<string[]> {
    host = await startHostApp({ options: { timeout: 500, v2 } });
    await host.app
      .get(NewPayV2Service)
      .createOrder(order)
      .catch(() => undefined);
    return host.logger.textsOf('warn').filter((line) => line.startsWith('Order '));
  }

  it('is told by its name in API v2', async () => {
    expect(await warningsOfV2({ endpoints: NOBODY })).toEqual([
      `Order A1001: its redirect is ${LOCAL}, which a payer cannot reach (it is on this machine). This warning is logged once for each field. NewPayService`,
    ]);
  });

  it('is not told when "v2.baseUrl" is a sandbox on this machine', async () => {
    expect(await warningsOfV2({ baseUrl: 'http://127.0.0.1:9' })).toEqual([]);
  });
});
