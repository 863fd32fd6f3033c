import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayService, PayMethod } from '../../../lib/index.js';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { sendJson, startFakeGateway, type FakeGateway } from '../../support/fake-gateway.js';
import { merchantKeys, pemOf, platformKeys } from '../../support/keys.js';
import { until } from '../../support/until.js';
import { APP_ID, MERCHANT_ID, paymentFields, signedBody } from '../../support/signed-callback.js';
import { shopConfig } from '../../../sample/02-shop/src/config/shop.config.js';
import { OrdersRepository } from '../../../sample/02-shop/src/orders/orders.repository.js';
import { open, press, textOf, type LoadedPage } from './browser.js';
import { openShop, type OpenShop } from './open-shop.js';
import { inMemory, type TestDatabase } from './test-databases.js';

let database: TestDatabase;
let shop: OpenShop;

beforeAll(async () => {
  database = await inMemory();
}, 120_000);

afterEach(async () => {
  await shop.close();
  await database.clear();
});

afterAll(async () => {
  await database.drop();
});

describe('With the sandbox', () => {
  let sandbox: NewPaySandbox;

  beforeEach(async () => {
    shop = await openShop(database);
    sandbox = shop.app.get(NewPaySandbox);
  });

  it('the shop listens on the port of its URL, also with PORT=0.', () => {
    const { port } = (shop.app.getHttpServer() as Server).address() as { port: number };

    expect(shop.url).toBe(`http://127.0.0.1:${port}`);
  });

  it('the products have prices in LAK and in USD.', async () => {
    const { status, text } = await open(shop.url);

    expect(status).toBe(200);
    expect(text.match(/data-testid="buy"/g)).toHaveLength(5);
    expect(text).toContain('85,000\u00a0LAK');
    expect(text).toContain('38.50\u00a0USD');
  });

  it('the buyer is redirected to the cashier page, and the order is pending.', async () => {
    const cashier = await shop.buy();

    expect(cashier.url).toMatch(sandbox.credentials.baseUrl);
    expect(await shop.statusOf(await shop.newestOrderNo())).toBe('pending');
  });

  it('an order is marked as paid after the payment, and the callback is acknowledged.', async () => {
    const cashier = await shop.buy();
    const orderNo = await shop.newestOrderNo();

    const back = await press(cashier, 'pay');

    expect(back.url).toBe(`${shop.url}/orders/${orderNo}?back=success`);
    await shop.expectStatus(orderNo, 'paid');
    expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 200, acknowledged: true }]);
  });

  it('an order is marked as failed after a failed payment, and its page shows the reason.', async () => {
    await shop.buy();
    const orderNo = await shop.newestOrderNo();

    await sandbox.fail(orderNo, 'Balance <too> low');

    await shop.expectStatus(orderNo, 'failed');
    const { text } = await open(`${shop.url}/orders/${orderNo}`);
    expect(text).toContain('NewPay gives this reason: Balance &lt;too&gt; low.');
    expect(text).toContain('That makes a new order with a new number.');
  });

  it('an order stays pending when the buyer cancels, and its page links to the cashier page.', async () => {
    const cashier = await shop.buy();

    const back = await press(cashier, 'cancel');

    expect(textOf(back, 'order-status')).toBe('pending');
    expect(back.text).toContain('You left the cashier before paying.');
    expect(back.text).toContain(`href="${cashier.url}"`);
  });

  it('the success page marks no order as paid, whatever its query says.', async () => {
    await shop.buy();
    const orderNo = await shop.newestOrderNo();

    const { text } = await open(`${shop.url}/orders/${orderNo}?paid=1&transStatus=0`);

    expect(textOf({ text }, 'order-status')).toBe('pending');
  });

  it('an open order page is updated after the payment.', async () => {
    await shop.buy();
    const orderNo = await shop.newestOrderNo();
    const messages = await follow(orderNo);

    expect(textOf({ text: await messages.next() }, 'order-status')).toBe('pending');
    await sandbox.pay(orderNo);
    expect(textOf({ text: await messages.next() }, 'order-status')).toBe('paid');

    await messages.stop();
  });

  it.each([
    ['an Android phone', 'Mozilla/5.0 (Linux; Android 15)'],
    ['an iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)'],
  ])('an order with Alipay can be created from %s.', async (_name, userAgent) => {
    const cashier = await shop.buy(PayMethod.Alipay, userAgent);

    expect(cashier.url).toMatch(sandbox.credentials.baseUrl);
  });

  it.each([
    ['a product that is not sold', { productId: 'elephant' }],
    ['a pay method that is not offered', { payMethod: '4' }],
  ])('%s is answered 400, with a page.', async (_name, changes) => {
    const products = await open(shop.url);

    const answer = await press(products, 'buy', { payMethod: '1', ...changes });

    expect(answer.status).toBe(400);
    expect(answer.text).toContain('That did not work');
    expect(answer.text).not.toContain('Exception');
  });

  it.each(['/orders/A1', '/orders/A1/updates', '/clerk/orders/A1', '/clerk/orders/A1/updates'])(
    'an order that does not exist is answered 404 at %s.',
    async (path) => {
      const { status, text } = await open(`${shop.url}${path}`);

      expect(status).toBe(404);
      expect(text).toContain('There is no such order.');
    },
  );

  it("a page that does not exist is answered 404, in the shop's words.", async () => {
    const { status, text } = await open(`${shop.url}/nothing`);

    expect(status).toBe(404);
    expect(text).toContain('This shop has no such page.');
    expect(text).not.toContain('Cannot GET');
  });

  it('the footer of every page links to the console of the sandbox.', async () => {
    for (const path of ['/', '/clerk', '/nothing']) {
      expect((await open(`${shop.url}${path}`)).text).toContain(
        `<a href="${sandbox.credentials.baseUrl}" data-testid="console">`,
      );
    }
  });

  it('a form that is sent three times while NewPay is slow makes one order.', async () => {
    sandbox.inject('answer-late', { endpoint: 'createOrder', ms: 300 });
    const products = await open(shop.url);
    const click = () => press(products, 'buy', { payMethod: '1' });

    const pages = await Promise.all([click(), click(), click()]);
    pages.push(await click());

    expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
    expect(pages[0]?.url).toContain('/cashier/');
    expect(await shop.app.get(OrdersRepository).list()).toHaveLength(1);
  });

  it('two loaded pages, two products and two pay methods make an order each.', async () => {
    const products = await open(shop.url);
    await press(products, 'buy', { payMethod: '1' });
    await press(products, 'buy', { payMethod: `${PayMethod.Visa}` });
    await press(products, 'buy', { payMethod: '1', productId: 'basket' });
    await press(await open(shop.url), 'buy', { payMethod: '1' });

    expect(await shop.app.get(OrdersRepository).list()).toHaveLength(4);
  });

  it('two clicks on "Order again" make one new order.', async () => {
    await shop.buy();
    const orderNo = await shop.newestOrderNo();
    await sandbox.fail(orderNo);
    await shop.expectStatus(orderNo, 'failed');
    const page = await open(`${shop.url}/orders/${orderNo}`);

    await Promise.all([press(page, 'order-again'), press(page, 'order-again')]);

    expect(await shop.app.get(OrdersRepository).list()).toHaveLength(2);
    expect(await shop.statusOf(await shop.newestOrderNo())).toBe('pending');
  });

  describe('when the buyer comes back from a payment whose callback does not arrive', () => {
    let cashier: LoadedPage;

    beforeEach(async () => {
      cashier = await shop.buy();
      sandbox.inject('withhold');
    });

    it.each([
      ['pay', 'paid'],
      ['fail', 'failed'],
    ])('after "%s", the page asks NewPay, and the order is %s.', async (button, status) => {
      await press(cashier, button);

      await shop.expectStatus(await shop.newestOrderNo(), status);
    });

    it('the page has no button to pay again while NewPay does not answer.', async () => {
      sandbox.inject('http-500', { endpoint: 'queryOrder' });

      const back = await press(cashier, 'pay');

      expect(textOf(back, 'order-status')).toBe('pending');
      expect(back.text).toContain('We are checking your payment.');
      expect(back.text).not.toContain('Continue to the cashier');
      expect(back.text).not.toContain(cashier.url);
    });
  });

  it('the buyer is asked to try again when NewPay cannot be reached.', async () => {
    await sandbox.stop();

    const page = await shop.buy();

    expect(textOf(page, 'order-status')).toBe('failed');
    expect(page.text).toContain('nothing was charged. Please try again.');
  });
});

describe('With API v2', () => {
  let sandbox: NewPaySandbox;

  beforeEach(async () => {
    shop = await openShop(database, { API: 'v2' });
    sandbox = shop.app.get(NewPaySandbox);
  });

  it('a product is bought, paid at the cashier page, and refunded.', async () => {
    const cashier = await shop.buy();
    const orderNo = await shop.newestOrderNo();

    const back = await press(cashier, 'pay');
    expect(back.url).toBe(`${shop.url}/orders/${orderNo}?back=success`);
    await shop.expectStatus(orderNo, 'paid');
    expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 200, acknowledged: true }]);
    expect(sandbox.deliveries(orderNo)[0]?.body).toContain('"payStatus":"SUCCESS"');

    await press(await open(`${shop.url}/clerk/orders/${orderNo}/refund`), 'confirm-refund');
    await shop.expectStatus(orderNo, 'refunded');
  });

  it('the page asks NewPay for a payment whose callback does not arrive.', async () => {
    const cashier = await shop.buy();
    sandbox.inject('withhold');

    await press(cashier, 'pay');

    await shop.expectStatus(await shop.newestOrderNo(), 'paid');
  });

  it('another name of an API is refused.', async () => {
    process.env['API'] = 'v3';

    await expect(shopConfig()).rejects.toThrow('API must be v1 or v2, not "v3"');
  });

  it('cards are not offered, and an order with one is refused: API v2 has no channel for them.', async () => {
    const products = await open(shop.url);
    expect(products.text).toContain('Alipay');
    expect(products.text).not.toContain('Visa');

    const answer = await press(products, 'buy', { payMethod: `${PayMethod.Visa}` });

    expect(answer.status).toBe(400);
    expect(answer.text).toContain('We do not take this pay method.');
  });
});

describe('With credentials in the environment', () => {
  let gateway: FakeGateway;

  beforeEach(async () => {
    gateway = await startFakeGateway();
    shop = await openShop(database, {
      NEWPAY_APP_ID: APP_ID,
      NEWPAY_MERCHANT_ID: MERCHANT_ID,
      NEWPAY_PRIVATE_KEY: pemOf(merchantKeys.privateKey),
      NEWPAY_PLATFORM_PUBLIC_KEY: pemOf(platformKeys.publicKey),
      NEWPAY_BASE_URL: gateway.url,
    });
  });

  afterEach(async () => {
    await gateway.stop();
  });

  async function callBack(changes: Record<string, unknown>): Promise<number> {
    const response = await fetch(`${shop.url}/newpay/callback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: signedBody(paymentFields(changes)),
    });
    return response.status;
  }

  it('no sandbox is started, and the callBackUrl is at the shop.', async () => {
    expect(shop.app.get(NewPaySandbox)).toBeUndefined();

    await orderUnpaid();

    expect(gateway.requests[0]?.fields).toMatchObject({
      callBackUrl: `${shop.url}/newpay/callback`,
      orderAmt: '85000',
      currency: 'LAK',
    });
  });

  it('the order page shows why NewPay refused the order.', async () => {
    gateway.reply = (_request, response) =>
      sendJson(response, { success: false, code: 'E1', message: 'Merchant is closed' });

    const page = await shop.buy();

    expect(textOf(page, 'order-status')).toBe('failed');
    expect(page.text).toContain('Merchant is closed');
  });

  it('an order with an unknown outcome stays pending, and its page asks not to pay again.', async () => {
    gateway.reply = (_request, response) => sendJson(response, 'oops', 502);

    const page = await shop.buy();

    expect(textOf(page, 'order-status')).toBe('pending');
    expect(page.text).toContain('please do not pay again');
  });

  it('a callback may spell the amount with decimals, and a duplicate delivery is acknowledged.', async () => {
    await orderUnpaid();
    const orderNo = await shop.newestOrderNo();
    const paid = { orderNo, orderAmt: '85000.00', timestamp: Date.now() };

    expect([await callBack(paid), await callBack(paid)]).toEqual([200, 200]);
    await shop.expectStatus(orderNo, 'paid');
  });

  it('an order can be paid after a failed payment, and a paid order never fails.', async () => {
    await orderUnpaid();
    const orderNo = await shop.newestOrderNo();
    const result = { orderNo, orderAmt: '85000' };

    expect(await callBack({ ...result, transStatus: 1 })).toBe(200);
    await shop.expectStatus(orderNo, 'failed');
    expect(await callBack({ ...result, transStatus: 0 })).toBe(200);
    expect(await callBack({ ...result, transStatus: 1 })).toBe(200);
    await shop.expectStatus(orderNo, 'paid');
  });

  it.each([
    ['amount', { orderAmt: '1' }],
    ['currency', { orderAmt: '85000', currency: 'USD' }],
  ])('a callback with another %s marks the order as mismatched.', async (_name, changes) => {
    await orderUnpaid();
    const orderNo = await shop.newestOrderNo();

    await callBack({ orderNo, ...changes });

    await shop.expectStatus(orderNo, 'mismatched');
    expect(shop.logger.textsOf('error').join()).toContain(`Order ${orderNo} costs 85000 LAK`);
    const { text } = await open(`${shop.url}/orders/${orderNo}`);
    expect(text).toContain('Nothing is shipped until a clerk has settled this');
  });

  it('a callback for an unknown order stays with the queue until somebody has looked at it.', async () => {
    expect(await callBack({ orderNo: 'A1' })).toBe(200);

    await until(() => shop.logger.textsOf('error').some((line) => line.includes('A1')));
    expect(await shop.app.get(NewPayService).redeliver('A1')).toEqual([
      { event: 'newpay.mismatched', listener: 'PaymentListener.onMismatched' },
    ]);
  });

  /** Does not follow the redirect, because the fake gateway has no cashier page. */
  async function orderUnpaid(): Promise<void> {
    const response = await fetch(`${shop.url}/orders`, {
      method: 'POST',
      body: new URLSearchParams({ productId: 'coffee', payMethod: '1' }),
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^https:\/\/pay\.newpay\.example\//);
  }
});

/** Reads the server-sent events of an order one by one. */
async function follow(orderNo: string) {
  const response = await fetch(`${shop.url}/orders/${orderNo}/updates`);
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let buffer = '';
  return {
    async next(): Promise<string> {
      for (;;) {
        const end = /(?<=data: [\s\S]*)\n\n/.exec(buffer)?.index;
        if (end !== undefined) {
          const message = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          return message;
        }
        const { value, done } = await reader.read();
        if (done) {
          throw new Error('the stream has ended');
        }
        buffer += value;
      }
    },
    stop: () => reader.cancel(),
  };
}
