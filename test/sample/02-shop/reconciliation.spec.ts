/** @needs postgres */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { Database } from '../../../sample/02-shop/src/database/database.js';
import { ReconciliationService } from '../../../sample/02-shop/src/orders/reconciliation.service.js';
import { open } from './browser.js';
import { sandboxVariables } from '../../support/sandbox-variables.js';
import { openShop, type OpenShop } from './open-shop.js';
import { onServer, type TestDatabase } from './test-databases.js';

let database: TestDatabase;
let sandbox: NewPaySandbox;
let shop: OpenShop;

beforeAll(async () => {
  database = await onServer();
});

beforeEach(async () => {
  sandbox = await NewPaySandbox.start();
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

async function reconcile(seconds = 0): Promise<void> {
  await shop.app.get(ReconciliationService).reconcile(seconds);
}

/** Buys a product; returns the number of the order. */
async function buy(): Promise<string> {
  await shop.buy();
  return shop.newestOrderNo();
}

/** Makes an order older. */
async function age(orderNo: string, interval: string): Promise<void> {
  await shop.app.get(Database).query(
    `UPDATE shop_orders SET created_at = created_at - $2::interval,
     changed_at = changed_at - $2::interval WHERE order_no = $1`,
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

  it.each(['paid', 'failed'] as const)('is marked as %s by the reconciliation.', async (status) => {
    const orderNo = await buy();
    await (status === 'paid' ? sandbox.pay(orderNo) : sandbox.fail(orderNo));
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe(status);
  });

  it('is not queried while its callback can still arrive.', async () => {
    const orderNo = await buy();
    await sandbox.pay(orderNo);

    await reconcile(30);
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await age(orderNo, '31 s');
    await reconcile(30);
    expect(await shop.statusOf(orderNo)).toBe('paid');
  });

  it('is marked as paid when the shop is started again.', async () => {
    const orderNo = await buy();
    await shop.close();
    await sandbox.pay(orderNo);

    shop = await openShop(database, sandboxVariables(sandbox));

    await shop.expectStatus(orderNo, 'paid');
  });

  it('stays pending while NewPay cannot be reached, and the log names it.', async () => {
    const orderNo = await buy();
    await sandbox.stop();

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('pending');
    expect(shop.logger.textsOf('warn').join()).toContain(orderNo);
  });
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

  it('is marked as paid if NewPay reports the payment.', async () => {
    sandbox.inject('withhold');
    await sandbox.pay(orderNo);

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('paid');
  });

  it('is marked as failed if NewPay has no payment for it.', async () => {
    await reconcile();
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await age(orderNo, '31 s');
    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('failed');
    expect(await pageOf(orderNo)).toContain('Please order again.');
  });
});

describe('An unpaid order', () => {
  it('is marked as failed after a day, and as paid if the payment is made later.', async () => {
    const orderNo = await buy();
    await age(orderNo, '23 h');
    await reconcile();
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await age(orderNo, '1 h');
    await reconcile();
    expect(await shop.statusOf(orderNo)).toBe('failed');

    await sandbox.pay(orderNo);
    expect(await shop.statusOf(orderNo)).toBe('paid');
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
