/** @needs postgres */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { until } from '../../support/until.js';
import { open } from './browser.js';
import { sandboxVariables } from '../../support/sandbox-variables.js';
import { openShop, type OpenShop } from './open-shop.js';
import { passTime } from './pass-time.js';
import { onServer, type TestDatabase } from './test-databases.js';

let database: TestDatabase;
let sandbox: NewPaySandbox;
let shop: OpenShop;

beforeAll(async () => {
  database = await onServer();
});

beforeEach(async () => {
  // All four deliveries are made at once.
  sandbox = await NewPaySandbox.start({ retryDelays: [1, 1, 1] });
  shop = await openShop(database, sandboxVariables(sandbox));
});

afterEach(async () => {
  await shop.close();
  await sandbox.stop();
  await database.clear();
});

afterAll(async () => {
  await database.drop();
});

/** Buys a product; returns the number of the order. */
async function buy(): Promise<string> {
  await shop.buy();
  return shop.newestOrderNo();
}

/** Lets the last change of an order be longer ago. */
async function age(orderNo: string, interval: string): Promise<void> {
  await database.query(
    'UPDATE shop_orders SET changed_at = changed_at - $2::interval WHERE order_no = $1',
    [orderNo, interval],
  );
}

async function pageOf(orderNo: string): Promise<string> {
  return (await open(`${shop.url}/orders/${orderNo}`)).text;
}

describe('An order whose callback is lost', () => {
  beforeEach(() => {
    sandbox.inject('withhold');
  });

  it.each(['paid', 'failed'] as const)(
    'is marked as %s within twenty minutes, with nothing else done.',
    async (status) => {
      const orderNo = await buy();
      await (status === 'paid' ? sandbox.pay(orderNo) : sandbox.fail(orderNo));
      expect(await shop.statusOf(orderNo)).toBe('pending');

      await passTime(database, '20 min');

      await shop.expectStatus(orderNo, status);
    },
  );
});

it.each(['v1', 'v2'])(
  'An order of API %s is marked as paid after the shop was closed for twenty minutes, in which the buyer paid and all four deliveries failed.',
  async (api) => {
    await shop.close();
    shop = await openShop(database, { ...sandboxVariables(sandbox), API: api });
    const orderNo = await buy();
    await shop.close();
    await sandbox.pay(orderNo);
    await until(() => sandbox.deliveries(orderNo).length === 4);
    await passTime(database, '20 min');

    shop = await openShop(database, { ...sandboxVariables(sandbox), API: api });

    await shop.expectStatus(orderNo, 'paid');
    expect(sandbox.deliveries(orderNo).map(({ acknowledged }) => acknowledged)).toEqual(
      Array(4).fill(false),
    );
  },
);

it('An order stays pending while NewPay cannot be reached, and the log names it.', async () => {
  const orderNo = await buy();
  await sandbox.stop();

  await open(`${shop.url}/orders/${orderNo}?back=success`);

  expect(await shop.statusOf(orderNo)).toBe('pending');
  expect(shop.logger.textsOf('warn').join()).toContain(orderNo);
});

it('An order that was saved but not sent, because the shop was killed, fails when its buyer looks.', async () => {
  await database.query(
    `INSERT INTO shop_orders (order_no, product_id, title, amount, currency, pay_method)
     VALUES ('A1', 'coffee', 'Coffee', 85000, 'LAK', 1)`,
  );
  expect(await shop.statusOf('A1')).toBe('pending');

  await age('A1', '31 s');

  expect(await pageOf('A1')).toContain('Please order again.');
});

describe('An order whose createOrder call has an unknown outcome', () => {
  let orderNo: string;

  beforeEach(async () => {
    sandbox.inject('drop', { endpoint: 'createOrder', times: 1 });
    orderNo = await buy();
  });

  it('asks the buyer not to pay again.', async () => {
    expect(await pageOf(orderNo)).toContain('please do not pay again');
  });

  it('is marked as paid within twenty minutes if NewPay has a payment.', async () => {
    sandbox.inject('withhold');
    await sandbox.pay(orderNo);

    await passTime(database, '20 min');

    await shop.expectStatus(orderNo, 'paid');
  });

  it('is marked as failed if the buyer still waits after half a minute, and NewPay has no payment.', async () => {
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await age(orderNo, '31 s');

    expect(await pageOf(orderNo)).toContain('Please order again.');
    expect(await shop.statusOf(orderNo)).toBe('failed');
  });
});

describe('An unpaid order', () => {
  it('is marked as failed after a day, and as paid if the payment is made later.', async () => {
    const orderNo = await buy();

    await until(async () => {
      await passTime(database, '1 day');
      return (await shop.statusOf(orderNo)) === 'failed';
    }, 15_000);
    expect(await pageOf(orderNo)).toContain('No payment has come for this order.');

    await sandbox.pay(orderNo);
    await shop.expectStatus(orderNo, 'paid');
  });

  it('is marked as failed if its sandbox was stopped with the shop.', async () => {
    const orderNo = await buy();
    await shop.close();

    shop = await openShop(database);

    expect(await shop.statusOf(orderNo)).toBe('failed');
    const page = await pageOf(orderNo);
    expect(page).toContain('The shop was started again before this order was paid.');
    expect(page).toContain('order-again');
  });
});
