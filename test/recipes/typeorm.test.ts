// app of: README
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DataSource } from 'typeorm';
import { testOrderRow } from '../support/order-row.js';
import { Order, Shipment } from './src/entities.js';

describe('The order row with TypeORM', () => {
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

  it('TypeORM leaves the tables of the store alone.', async () => {
    const { app, database } = started();
    const dataSource = app.nest.get(DataSource);

    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.synchronize();

    assert.deepEqual(upQueries, []);
    assert.deepEqual(await database.query('SELECT FROM newpay_effects LIMIT 0'), []);
  });
});
