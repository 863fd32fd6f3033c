// app of: README
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MikroORM } from '@mikro-orm/postgresql';
import { testOrderRow } from '../support/order-row.js';

describe('The order row with MikroORM', () => {
  const started = testOrderRow(
    async ({ url }) => {
      const { Order, Shipment } = await import('./src/entities.js');
      const orm = await MikroORM.init({ clientUrl: url, entities: [Order, Shipment] });
      await orm.schema.create();
      await orm.close();
    },
    async () => ({
      ...(await import('./src/app.module.js')),
      ...(await import('./src/payment.listener.js')),
      ...(await import('./src/orders.repository.js')),
    }),
  );

  it('The schema generator leaves the tables of the store alone.', async () => {
    const { app, database } = started();
    const orm = app.nest.get(MikroORM);

    assert.equal(await orm.schema.getUpdateSchemaSQL(), '');
    await orm.schema.update();

    assert.deepEqual(await database.query('SELECT FROM newpay_effects LIMIT 0'), []);
  });
});
