import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createOrder } from '../support/create-order.js';
import { freePort, RunningApp } from '../support/running-app.js';

let app: RunningApp;
let shipping: { parcels: Set<string>; isOpen: boolean };

before(async () => {
  process.env['SHIPPING_PORT'] = `${await freePort()}`;
  app = await RunningApp.start(async () => (await import('./src/app.module.js')).AppModule);
  const { connectShipping } = await import('./src/connect-shipping.js');
  await connectShipping(app.nest);
  const { ShippingController } = await import('./src/shipping.controller.js');
  shipping = app.nest.get(ShippingController);
});

after(() => app.stop());

it('The other service ships before the callback is acknowledged.', async () => {
  await createOrder(app, 'A1');
  await app.sandbox.pay('A1');
  assert.equal(app.statusOf('A1'), 200);
  assert.deepEqual([...shipping.parcels], ['A1']);
});

it('An error of the other service withholds the acknowledgement, until it ships.', async () => {
  shipping.isOpen = false;
  await createOrder(app, 'A2');
  await app.sandbox.pay('A2');
  assert.equal(app.statusOf('A2'), 500);

  shipping.isOpen = true;
  assert.equal(await app.redeliver('A2'), 200);
  assert.ok(shipping.parcels.has('A2'));
});
