import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import type { Type } from '@nestjs/common';
import { Currency, type NewPayExpectedOrder, type NewPayPaidEvent } from 'nestjs-newpay';
import { paidEvent } from 'nestjs-newpay/testing';
import { OwnDatabase } from './own-database.js';
import { RunningApp } from './running-app.js';

/** What a page about an order row has. */
export interface OrderRowPage {
  readonly AppModule: Type;
  readonly PaymentListener: Type<{ onPaid(event: NewPayPaidEvent): Promise<void> }>;
  readonly OrdersRepository: Type<{
    create(order: NewPayExpectedOrder & { orderNo: string }): Promise<void>;
    find(orderNo: string): Promise<NewPayExpectedOrder | undefined>;
  }>;
}

interface Started {
  readonly app: RunningApp;
  readonly database: OwnDatabase;
}

/**
 * The tests of a page that updates an order row in PostgreSQL together with `once`.
 *
 * @param tables makes the tables of the order and the shipment
 * @param load imports the page, which reads its environment when it is imported
 * @returns the app and its database, for the page's own tests
 */
export function testOrderRow(
  tables: (database: OwnDatabase) => Promise<unknown>,
  load: () => Promise<OrderRowPage>,
): () => Started {
  let app: RunningApp;
  let database: OwnDatabase;
  let page: OrderRowPage;

  before(async () => {
    database = await OwnDatabase.create();
    await tables(database);
    process.env['DATABASE_URL'] = database.url;
    page = await load();
    app = await RunningApp.start(async () => page.AppModule);
  });

  after(async () => {
    await app.stop();
    await database.drop();
  });

  const stateOf = async (orderNo: string): Promise<unknown> =>
    await database.query(
      `SELECT state, paid_at IS NOT NULL AS dated,
        (SELECT count(*)::int FROM shipments s WHERE s.order_no = o.order_no) AS shipments
      FROM orders o WHERE order_no = $1`,
      [orderNo],
    );
  const buy = (): Promise<string> =>
    app.buy(async () => {
      const rows = await database.query<{ order_no: string }>('SELECT order_no FROM orders');
      return rows.map(({ order_no }) => order_no);
    });
  const pending = [{ state: 'pending', dated: false, shipments: 0 }];
  const paid = [{ state: 'paid', dated: true, shipments: 1 }];

  it('A payment marks the order as paid and ships it.', async () => {
    const orderNo = await buy();
    assert.deepEqual(await stateOf(orderNo), pending);

    await app.sandbox.pay(orderNo);

    assert.equal(app.statusOf(orderNo), 200);
    assert.deepEqual(await stateOf(orderNo), paid);
  });

  it('A redelivery ships nothing, although the store has forgotten the callback.', async () => {
    const orderNo = await buy();
    await app.sandbox.pay(orderNo);
    await database.query('DELETE FROM newpay_callbacks');

    assert.equal(await app.redeliver(orderNo), 200);

    assert.equal((await database.query('SELECT FROM newpay_callbacks')).length, 1);
    assert.deepEqual(await stateOf(orderNo), paid);
  });

  it('If one write of the transaction fails, none is kept, and the next delivery makes all of them.', async () => {
    const orderNo = await buy();
    await database.query('ALTER TABLE shipments ADD CONSTRAINT closed CHECK (false) NOT VALID');
    await app.sandbox.pay(orderNo);
    assert.equal(app.statusOf(orderNo), 500);
    assert.deepEqual(await stateOf(orderNo), pending);

    await database.query('ALTER TABLE shipments DROP CONSTRAINT closed');
    assert.equal(await app.redeliver(orderNo), 200);

    assert.deepEqual(await stateOf(orderNo), paid);
  });

  it('Listeners of the same event at the same time ship once.', async () => {
    const event = paidEvent({ orderNo: randomUUID() });
    const { orderNo, orderAmt, currency } = event;
    await app.nest.get(page.OrdersRepository).create({ orderNo, orderAmt, currency });
    const listener = app.nest.get(page.PaymentListener);

    await Promise.all(Array.from({ length: 5 }, () => listener.onPaid(event)));

    assert.deepEqual(await stateOf(orderNo), paid);
  });

  it('The listener throws for an order that is in no row, and leaves no mark.', async () => {
    const event = paidEvent({ orderNo: randomUUID() });

    await assert.rejects(app.nest.get(page.PaymentListener).onPaid(event));

    const marks = await database.query<{ subject: string }>('SELECT subject FROM newpay_effects');
    assert.deepEqual(
      marks.filter(({ subject }) => subject.includes(event.orderNo)),
      [],
    );
  });

  it('A payment of another amount than the row has marks nothing as paid.', async () => {
    const orderNo = await buy();
    await database.query('UPDATE orders SET order_amt = 50001 WHERE order_no = $1', [orderNo]);

    await app.sandbox.pay(orderNo);

    assert.equal(app.statusOf(orderNo), 200);
    assert.deepEqual(await stateOf(orderNo), pending);
  });

  it('The amount of a row is decimal text, to the last digit.', async () => {
    const order = {
      orderNo: randomUUID(),
      orderAmt: '9007199254740993.25',
      currency: Currency.LAK,
    };
    const orders = app.nest.get(page.OrdersRepository);
    await orders.create(order);

    const found = await orders.find(order.orderNo);

    assert.deepEqual({ ...found }, { orderAmt: order.orderAmt, currency: 'LAK' });
    assert.equal(await orders.find(randomUUID()), undefined);
  });

  it('A failed payment marks a pending order, never a paid one.', async () => {
    const [failed, done] = [await buy(), await buy()];
    await app.sandbox.pay(done);
    await app.sandbox.fail(failed);

    assert.deepEqual(await stateOf(failed), [{ state: 'failed', dated: false, shipments: 0 }]);
    assert.deepEqual(await stateOf(done), paid);
  });

  return () => ({ app, database });
}
