/** @needs postgres */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { Database } from '../../../sample/02-shop/src/database/database.js';
import { OrdersRepository } from '../../../sample/02-shop/src/orders/orders.repository.js';
import { ReconciliationService } from '../../../sample/02-shop/src/orders/reconciliation.service.js';
import { open, press, textOf, type LoadedPage } from './browser.js';
import { openShop, type OpenShop } from './open-shop.js';
import { onServer, type TestDatabase } from './test-databases.js';

let database: TestDatabase;
let sandbox: NewPaySandbox;
let shop: OpenShop;
let orderNo: string;

beforeAll(async () => {
  database = await onServer();
});

beforeEach(async () => {
  shop = await openShop(database);
  sandbox = shop.app.get(NewPaySandbox);
  await shop.buy();
  orderNo = await shop.newestOrderNo();
  await sandbox.pay(orderNo);
});

afterEach(async () => {
  await shop.close();
  await database.clear();
});

afterAll(async () => {
  await database.drop();
});

const orderPage = () => open(`${shop.url}/orders/${orderNo}`);

/** Presses the clerk's button. */
async function refund(): Promise<LoadedPage> {
  return press(await orderPage(), 'refund');
}

async function refundOrderNo(): Promise<string> {
  return (await shop.app.get(OrdersRepository).find(orderNo))?.refundOrderNo as string;
}

async function reconcile(): Promise<void> {
  await shop.app.get(ReconciliationService).reconcile(0);
}

it('A refund is sent in full, and the order is marked as refunded.', async () => {
  const page = await refund();

  expect(page.url).toBe(`${shop.url}/orders/${orderNo}`);
  await shop.expectStatus(orderNo, 'refunded');
  expect((await orderPage()).text).toContain('₭85,000 went back');
  expect((await open(`${shop.url}/orders`)).text).toMatch(/paid .+, refunded /);
});

it('An order is refunding until NewPay reports the result.', async () => {
  sandbox.holdRefunds();

  const page = await refund();
  expect(textOf(page, 'order-status')).toBe('refunding');
  expect(textOf(page, 'refund')).toBeUndefined();

  await sandbox.settleRefund(await refundOrderNo(), 'refunded');
  expect(await shop.statusOf(orderNo)).toBe('refunded');
  expect(sandbox.deliveries(await refundOrderNo())).toMatchObject([{ acknowledged: true }]);
});

it('An order is paid again when its refund fails, and the refund can be repeated.', async () => {
  sandbox.holdRefunds();
  await refund();
  await sandbox.settleRefund(await refundOrderNo(), 'failed', 'Account closed');

  const page = await orderPage();
  expect(textOf(page, 'order-status')).toBe('paid');
  expect(page.text).toContain('Account closed');

  sandbox.holdRefunds(false);
  await refund();
  await shop.expectStatus(orderNo, 'refunded');
});

it('Two concurrent clicks send one refund.', async () => {
  const page = await orderPage();

  const pages = await Promise.all([press(page, 'refund'), press(page, 'refund')]);

  expect(pages.map(({ status }) => status)).toEqual([200, 200]);
  await shop.expectStatus(orderNo, 'refunded');
});

it('An order that is not paid is not refunded.', async () => {
  await shop.buy();
  const unpaid = await shop.newestOrderNo();

  await open(`${shop.url}/orders/${unpaid}/refund`, { method: 'POST' });

  expect(await shop.statusOf(unpaid)).toBe('pending');
});

it('An order stays paid when NewPay cannot be reached for the refund.', async () => {
  await sandbox.stop();

  const page = await refund();

  expect(textOf(page, 'order-status')).toBe('paid');
  expect(page.text).toContain('nothing was given back');
});

it('The order page shows why NewPay refused a refund.', async () => {
  // More than was paid.
  await shop.app.get(Database).query('UPDATE shop_orders SET amount = amount + 1');

  const page = await refund();

  expect(textOf(page, 'order-status')).toBe('paid');
  expect(page.text).toContain('NewPay did not accept the refund');
});

describe('A refund without a result', () => {
  it('is queried when its callback is lost.', async () => {
    sandbox.inject('withhold');
    sandbox.holdRefunds();
    await refund();
    await sandbox.settleRefund(await refundOrderNo(), 'refunded');

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('refunded');
  });

  it('is queried when the outcome of the call is unknown.', async () => {
    sandbox.inject('drop', { endpoint: 'refund', times: 1 });
    sandbox.inject('withhold');

    const page = await refund();
    expect(textOf(page, 'order-status')).toBe('refunding');
    expect(page.text).toContain('We are asking for it');

    await reconcile();
    expect(await shop.statusOf(orderNo)).toBe('refunded');
  });

  it('is sent again with the same number when it did not reach NewPay.', async () => {
    // The state after the shop was killed before it sent the refund.
    await shop.app
      .get(OrdersRepository)
      .update({ orderNo, status: ['paid'] }, { status: 'refunding', refundOrderNo: 'R1' });

    await reconcile();
    expect(await shop.statusOf(orderNo)).toBe('paid');

    await refund();
    await shop.expectStatus(orderNo, 'refunded');
    expect(await refundOrderNo()).toBe('R1');
  });
});
