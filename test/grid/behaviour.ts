import assert from 'node:assert/strict';
import { NewPayPaidEvent } from 'nestjs-newpay';
import { rsaKeyPair } from '../support/keys.js';
import { signedBody } from '../support/signed-callback.js';
import { ACKNOWLEDGED, refused } from './answers.js';
import { newOrderNo, type AppUnderTest } from './app-under-test.js';
import type { HostShape } from './host-shape.js';
import type { Runner } from './runner.js';

const forger = rsaKeyPair();

/** The behaviour of callbacks in every host. */
export function describeBehaviour(
  runner: Runner,
  app: () => AppUnderTest,
  { control, describeMore }: HostShape,
): void {
  const { it } = runner;

  it('is what it says to routes of its own', async () => control(app()));

  it('is paid for an order, by the callback to the address that the order named', async () => {
    const { sandbox, callBackUrl, ledger } = app();
    const orderNo = newOrderNo();
    const order = await app().createOrder(orderNo);
    await sandbox.pay(orderNo);

    const deliveries = sandbox
      .deliveries(orderNo)
      .map(({ url, status, response, acknowledged }) => ({ url, status, response, acknowledged }));
    assert.deepEqual(deliveries, [
      { url: callBackUrl, status: 200, response: ACKNOWLEDGED.text, acknowledged: true },
    ]);
    const [event, ...others] = ledger.eventsOf(orderNo);
    assert.deepEqual(others, []);
    assert.equal(event?.newpayOrderNo, order.newpayOrderNo);
    assert.equal(event.orderAmt, '50000.00');
    assert.equal(event.subject, 'Coffee');
  });

  it('acknowledges a genuine callback after one event with its fields', async () => {
    const orderNo = newOrderNo();
    const fields = app().paymentFields({ orderNo, extra: 'table 7', aNewField: 'unknown' });
    assert.deepEqual(await app().deliver(signedBody(fields)), ACKNOWLEDGED);

    const [event, ...others] = app().ledger.eventsOf(orderNo);
    assert.deepEqual(others, []);
    assert.ok(event instanceof NewPayPaidEvent);
    const { raw, ...rest } = event;
    // A frozen date has own methods.
    assert.deepEqual(
      { ...rest, occurredAt: new Date(rest.occurredAt) },
      {
        name: 'newpay.paid',
        api: 'v1',
        orderNo,
        newpayOrderNo: '202209210000006950',
        orderAmt: '123.00',
        currency: 'LAK',
        payMethod: 1,
        subject: 'Coffee',
        extra: 'table 7',
        transInfo: 'Transaction Success',
        settlementStatus: 'not-settled',
        occurredAt: new Date(Number(fields['timestamp'])),
        verified: true,
        source: 'callback',
        merchant: undefined,
      },
    );
    assert.deepEqual(
      { ...raw },
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    );
  });

  it('acknowledges a repeat without a second event', async () => {
    const orderNo = newOrderNo();
    const body = app().signedBody(orderNo);
    assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
    assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
    assert.equal(app().ledger.eventsOf(orderNo).length, 1);
  });

  it('refuses a forged callback, and hears nothing of it', async () => {
    const orderNo = newOrderNo();
    const body = signedBody(app().paymentFields({ orderNo }), forger.privateKey);
    assert.deepEqual(await app().deliver(body), refused(401));
    assert.deepEqual(app().ledger.eventsOf(orderNo), []);
  });

  it('refuses a callback that is no JSON', async () => {
    const body = app().signedBody(newOrderNo()).slice(0, -1);
    assert.deepEqual(await app().deliver(body), refused(400));
  });

  it('acknowledges a genuine callback of another type', async () => {
    const orderNo = newOrderNo();
    const headers = { 'content-type': 'application/xml' };
    assert.deepEqual(await app().deliver(app().signedBody(orderNo), { headers }), ACKNOWLEDGED);
    assert.equal(app().ledger.eventsOf(orderNo).length, 1);
  });

  it('does not acknowledge what its listener failed at, and handles the next delivery', async () => {
    const orderNo = newOrderNo();
    const body = app().signedBody(orderNo);
    app().ledger.fault = new Error('the database is away');
    assert.deepEqual(await app().deliver(body), refused(500));
    assert.deepEqual(app().ledger.eventsOf(orderNo), []);
    assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
    assert.equal(app().ledger.eventsOf(orderNo).length, 1);
  });

  describeMore?.(runner, app);
}
