import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createOrder } from '../support/create-order.js';
import { RunningApp } from '../support/running-app.js';
import { Orders } from './src/orders.js';

let app: RunningApp;

before(async () => {
  app = await RunningApp.start(async () => (await import('./src/app.module.js')).AppModule);
});

after(() => app.stop());

it('A payment runs the command, and so does a payment that failed.', async () => {
  const { states } = app.nest.get(Orders);
  for (const orderNo of ['A1', 'A2']) {
    await createOrder(app, orderNo);
  }
  await app.sandbox.pay('A1');
  await app.sandbox.fail('A2');
  assert.deepEqual(
    [...states],
    [
      ['A1', 'paid'],
      ['A2', 'cancelled'],
    ],
  );
});

it('A command that fails is not acknowledged, and runs at the next delivery.', async () => {
  const orders = app.nest.get(Orders);
  const { setState } = orders;
  orders.setState = () => Promise.reject(new Error('no database'));
  await createOrder(app, 'A3');
  await app.sandbox.pay('A3');
  assert.equal(app.statusOf('A3'), 500);

  orders.setState = setState;
  assert.equal(await app.redeliver('A3'), 200);
  assert.equal(orders.states.get('A3'), 'paid');
});
