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

/** Buys, and returns the order's number. */
async function buy(): Promise<string> {
  await shop.buy();
  return shop.newestOrderNo();
}

/** Lets an order be older than it is. */
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

describe('an order whose callback never came', () => {
  beforeEach(() => {
    sandbox.inject('withhold');
  });

  it.each(['paid', 'failed'] as const)('turns %s', async (status) => {
    const orderNo = await buy();
    await (status === 'paid' ? sandbox.pay(orderNo) : sandbox.fail(orderNo));
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe(status);
  });

  it('is not asked for while its callback may still come', async () => {
    const orderNo = await buy();
    await sandbox.pay(orderNo);

    await reconcile(30);
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await age(orderNo, '31 s');
    await reconcile(30);
    expect(await shop.statusOf(orderNo)).toBe('paid');
  });

  it('turns paid at the start of the next shop', async () => {
    const orderNo = await buy();
    await shop.close();
    await sandbox.pay(orderNo);

    shop = await openShop(database, sandboxVariables(sandbox));

    await shop.expectStatus(orderNo, 'paid');
  });

  it('stays pending while NewPay cannot be asked', async () => {
    const orderNo = await buy();
    await sandbox.stop();

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('pending');
    expect(shop.logger.textsOf('warn').join()).toContain(orderNo);
  });
});

describe('an order with an unknown outcome', () => {
  let orderNo: string;

  beforeEach(async () => {
    sandbox.inject('drop', { endpoint: 'createOrder', times: 1 });
    orderNo = await buy();
  });

  it('asks the buyer not to pay again', async () => {
    expect(await pageOf(orderNo)).toContain('please do not pay again');
  });

  it('turns paid when it was', async () => {
    sandbox.inject('withhold');
    await sandbox.pay(orderNo);

    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('paid');
  });

  it('fails when it has no payment, as nobody can pay without a cashier', async () => {
    await reconcile();
    expect(await shop.statusOf(orderNo)).toBe('pending');

    await age(orderNo, '31 s');
    await reconcile();

    expect(await shop.statusOf(orderNo)).toBe('failed');
    expect(await pageOf(orderNo)).toContain('Please order again.');
  });
});

describe('an order that nobody pays', () => {
  it('is open for a day, and is paid even after that', async () => {
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

  it('is failed with the sandbox that was stopped with the shop', async () => {
    const orderNo = await buy();
    await shop.close();

    shop = await openShop(database);

    expect(await shop.statusOf(orderNo)).toBe('failed');
    expect(await pageOf(orderNo)).toContain('sandbox');
  });
});
