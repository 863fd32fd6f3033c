// app of: README, typeorm
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { paidEvent } from 'nestjs-newpay/testing';
import { DataSource } from 'typeorm';
import { testOrderRow } from '../support/order-row.js';
import { Order, Shipment } from './src/entities.js';

describe('The order row with @nestjs-cls/transactional', () => {
  const started = testOrderRow(
    async ({ url }) => {
      const dataSource = new DataSource({ type: 'postgres', url, entities: [Order, Shipment] });
      await dataSource.initialize();
      await dataSource.synchronize();
      await dataSource.destroy();
    },
    async () => ({
      ...(await import('./src/app.module.js')),
      ...(await import('./src/payment.listener.js')),
      ...(await import('./src/orders.repository.js')),
    }),
  );

  it('once() throws where no transaction is open, and leaves no mark.', async () => {
    const { app, database } = started();
    const event = paidEvent({ orderNo: randomUUID() });

    await assert.rejects(
      app.nest.get(PostgresCallbackStore).once(event, 'ship', () => undefined),
      new TypeError(
        'once() needs a transaction, and the one of the option "transaction" is not open: start one around once()',
      ),
    );

    const marks = await database.query<{ subject: string }>('SELECT subject FROM newpay_effects');
    assert.equal(
      marks.some(({ subject }) => subject.includes(event.orderNo)),
      false,
    );
  });
});
