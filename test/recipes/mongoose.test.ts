// app of: README
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import mongoose, { type Connection, type Model } from 'mongoose';
import { paidEvent } from 'nestjs-newpay/testing';
import { AppModule } from './src/app.module.js';
import { Order, OrderSchema } from './src/order.schema.js';
import { PaymentListener } from './src/payment.listener.js';

describe('The order document with Mongoose, without a server', () => {
  let connection: Connection;
  let orders: Model<Order>;

  before(() => {
    // How long a command waits for a connection.
    mongoose.set('bufferTimeoutMS', 50);
    connection = mongoose.createConnection();
    orders = connection.model<Order>(Order.name, OrderSchema);
  });

  after(async () => {
    await connection.close();
  });

  it('The modules of the page load.', () => {
    assert.equal(AppModule.name, 'AppModule');
  });

  it('An order is pending at first, keeps its amount to the last digit, and has a currency of NewPay.', async () => {
    const order = { orderNo: randomUUID(), orderAmt: '9007199254740993.25', currency: 'LAK' };

    const made = new orders(order);
    await made.validate();

    const { orderNo, orderAmt, currency, state, todo } = made.toObject();
    assert.deepEqual({ orderNo, orderAmt, currency }, order);
    assert.deepEqual({ state, todo }, { state: 'pending', todo: [] });
    await assert.rejects(new orders({ ...order, currency: 'EUR' }).validate(), /EUR/);
  });

  it('The listener throws without a connection, so that the callback is not acknowledged.', async () => {
    const listener = new PaymentListener(orders);

    await assert.rejects(
      listener.onPaid(paidEvent({ orderNo: randomUUID() })),
      /buffering timed out/,
    );
  });
});
