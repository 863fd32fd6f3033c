/** @needs postgres */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { Database } from '../../../sample/02-shop/src/database/database.js';
import { OrdersRepository } from '../../../sample/02-shop/src/orders/orders.repository.js';
import { open, press, textOf, type LoadedPage } from './browser.js';
import { openShop, type OpenShop } from './open-shop.js';
import { passTime } from './pass-time.js';
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
  await shop.expectStatus(orderNo, 'paid');
});

afterEach(async () => {
  await shop.close();
  await database.clear();
});

afterAll(async () => {
  await database.drop();
});

const clerksPage = () => open(`${shop.url}/clerk/orders/${orderNo}`);
const question = () => open(`${shop.url}/clerk/orders/${orderNo}/refund`);

/** Answers the question before the refund. */
async function refund(): Promise<LoadedPage> {
  return press(await question(), 'confirm-refund');
}

async function refundOrderNo(): Promise<string> {
  return (await shop.app.get(OrdersRepository).find(orderNo))?.refundOrderNo as string;
}

it('A refund is sent in full, and the order is marked as refunded.', async () => {
  const page = await refund();

  expect(page.url).toBe(`${shop.url}/clerk/orders/${orderNo}`);
  await shop.expectStatus(orderNo, 'refunded');
  const { text } = await open(`${shop.url}/orders/${orderNo}`);
  expect(text).toContain('85,000\u00a0LAK went back');
  expect(text).toMatch(/<dt>Paid<\/dt>[\s\S]+<dt>Refunded<\/dt>/);
  expect((await open(`${shop.url}/clerk`)).text).toMatch(/paid .+, refunded /);
});

it('An order is refunding until NewPay reports the result.', async () => {
  sandbox.holdRefunds();

  const page = await refund();
  expect(textOf(page, 'order-status')).toBe('refunding');
  expect(textOf(page, 'refund')).toBeUndefined();

  await sandbox.settleRefund(await refundOrderNo(), 'refunded');
  await shop.expectStatus(orderNo, 'refunded');
  expect(sandbox.deliveries(await refundOrderNo())).toMatchObject([{ acknowledged: true }]);
});

it('An order is paid again when its refund fails, and the refund can be repeated.', async () => {
  sandbox.holdRefunds();
  await refund();
  await sandbox.settleRefund(await refundOrderNo(), 'failed', 'Account closed');
  await shop.expectStatus(orderNo, 'paid');

  const page = await clerksPage();
  expect(textOf(page, 'order-status')).toBe('paid');
  expect(page.text).toContain('Account closed');

  sandbox.holdRefunds(false);
  await refund();
  await shop.expectStatus(orderNo, 'refunded');
});

it('The clerk is asked before a refund, and the question sends nothing.', async () => {
  const { text } = await question();

  expect(text).toContain('Refund 85,000\u00a0LAK?');
  expect(text).toContain(orderNo);
  expect(await shop.statusOf(orderNo)).toBe('paid');
  expect(await refundOrderNo()).toBeUndefined();
});

it("The buyer's page has no button for a refund.", async () => {
  expect((await open(`${shop.url}/orders/${orderNo}`)).text).not.toContain('/refund');
});

it('After a restart of the shop, the clerk is told why an order cannot be refunded.', async () => {
  await shop.close();
  shop = await openShop(database);

  for (const page of [await clerksPage(), await question()]) {
    expect(page.text).toContain('The sandbox that stands for NewPay keeps its orders in memory');
    expect(textOf(page, 'confirm-refund')).toBeUndefined();
    expect(textOf(page, 'refund')).toBeUndefined();
  }
});

it('Two concurrent clicks send one refund.', async () => {
  const page = await question();

  const pages = await Promise.all([press(page, 'confirm-refund'), press(page, 'confirm-refund')]);

  expect(pages.map(({ status }) => status)).toEqual([200, 200]);
  await shop.expectStatus(orderNo, 'refunded');
});

it('An order that is not paid is not refunded.', async () => {
  await shop.buy();
  const unpaid = await shop.newestOrderNo();

  const address = `${shop.url}/clerk/orders/${unpaid}/refund`;
  expect((await open(address)).text).toContain('Only a paid order can be refunded.');
  await open(address, { method: 'POST' });

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
  it('has its result within twenty minutes if its callback is lost.', async () => {
    sandbox.inject('withhold');
    sandbox.holdRefunds();
    await refund();
    await sandbox.settleRefund(await refundOrderNo(), 'refunded');

    await passTime(database, '20 min');

    await shop.expectStatus(orderNo, 'refunded');
  });

  it('has its result within twenty minutes if the outcome of the call is unknown.', async () => {
    sandbox.inject('drop', { endpoint: 'refund', times: 1 });
    sandbox.inject('withhold');

    const page = await refund();
    expect(textOf(page, 'order-status')).toBe('refunding');
    expect(page.text).toContain('The shop asks for it');

    await passTime(database, '20 min');
    await shop.expectStatus(orderNo, 'refunded');
  });

  it('is sent again with the same number when it did not reach NewPay.', async () => {
    // The state after the shop was killed before it sent the refund.
    await shop.app
      .get(OrdersRepository)
      .update({ orderNo, status: ['paid'] }, { status: 'refunding', refundOrderNo: 'R1' });

    await clerksPage();
    expect(await shop.statusOf(orderNo)).toBe('refunding');

    await database.query(`UPDATE shop_orders SET changed_at = changed_at - interval '31 s'`);
    expect(textOf(await clerksPage(), 'order-status')).toBe('paid');

    await refund();
    await shop.expectStatus(orderNo, 'refunded');
    expect(await refundOrderNo()).toBe('R1');
  });
});
