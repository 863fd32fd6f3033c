import assert from 'node:assert/strict';
import { NewPayPaidEvent, PayMethod } from 'nestjs-newpay';
import { API_MESSAGES, rawOf, signedCallback, type ApiMessages } from '../support/api-messages.js';
import { rsaKeyPair } from '../support/keys.js';
import { ACKNOWLEDGED, refused } from './answers.js';
import { newOrderNo, type AppUnderTest } from './app-under-test.js';
import type { HostShape } from './host-shape.js';
import type { Runner } from './runner.js';

const forger = rsaKeyPair();

/** What an event of each version has. */
const EVENTS = {
  v1: { payMethod: PayMethod.NewPay, transInfo: 'Transaction Success' },
  v2: { payMethod: PayMethod.WeChat, transInfo: undefined },
} as const;

/** The behaviour of callbacks in every host. */
export function describeBehaviour(
  runner: Runner,
  app: () => AppUnderTest,
  { control, describeMore }: HostShape,
): void {
  const { describe, it } = runner;

  it('is what it says to routes of its own', async () => control(app()));

  for (const messages of Object.values(API_MESSAGES)) {
    describe(`with ${messages.title}`, () => describeCallbacks(runner, app, messages));
  }

  describeMore?.(runner, app);
}

function describeCallbacks({ it }: Runner, app: () => AppUnderTest, messages: ApiMessages): void {
  const { api } = messages;

  it('is paid for an order, by the callback to the address that the order named', async () => {
    const { sandbox, callBackUrl, ledger } = app();
    const orderNo = newOrderNo();
    await app().createOrder(orderNo, api);
    await sandbox.pay(orderNo);

    const deliveries = sandbox
      .deliveries(orderNo)
      .map(({ url, status, response, acknowledged }) => ({ url, status, response, acknowledged }));
    assert.deepEqual(deliveries, [
      { url: callBackUrl, status: 200, response: ACKNOWLEDGED.text, acknowledged: true },
    ]);
    const [event, ...others] = ledger.eventsOf(orderNo);
    assert.deepEqual(others, []);
    assert.equal(event?.api, api);
    assert.equal(event.orderAmt, '50000.00');
    assert.equal(event.subject, 'Coffee');
  });

  it('acknowledges a genuine callback after one event with its fields', async () => {
    const orderNo = newOrderNo();
    const at = Date.now();
    const changes = { orderNo, at, extra: 'table 7', aNewField: 'unknown' };
    const fields = app().paymentFields(changes, messages);
    assert.deepEqual(await app().deliver(signedCallback(messages, fields)), ACKNOWLEDGED);

    const [event, ...others] = app().ledger.eventsOf(orderNo);
    assert.deepEqual(others, []);
    assert.ok(event instanceof NewPayPaidEvent);
    const { raw, ...rest } = event;
    // A frozen date has own methods.
    assert.deepEqual(
      { ...rest, occurredAt: new Date(rest.occurredAt) },
      {
        name: 'newpay.paid',
        api,
        orderNo,
        newpayOrderNo: '202209210000006950',
        orderAmt: '123.00',
        currency: 'LAK',
        ...EVENTS[api],
        subject: 'Coffee',
        extra: 'table 7',
        settlementStatus: 'not-settled',
        occurredAt: new Date(at),
        verified: true,
        source: 'callback',
        merchant: undefined,
      },
    );
    assert.deepEqual({ ...raw }, rawOf(fields));
  });

  it('acknowledges a repeat without a second event', async () => {
    const orderNo = newOrderNo();
    const body = app().signedBody(orderNo, messages);
    assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
    assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
    assert.equal(app().ledger.eventsOf(orderNo).length, 1);
  });

  it('refuses a forged callback, and hears nothing of it', async () => {
    const orderNo = newOrderNo();
    const fields = app().paymentFields({ orderNo }, messages);
    const body = signedCallback(messages, fields, forger.privateKey);
    assert.deepEqual(await app().deliver(body), refused(401));
    assert.deepEqual(app().ledger.eventsOf(orderNo), []);
  });

  it('refuses a callback that is no JSON', async () => {
    const body = app().signedBody(newOrderNo(), messages).slice(0, -1);
    assert.deepEqual(await app().deliver(body), refused(400));
  });

  it('acknowledges a genuine callback of another type', async () => {
    const orderNo = newOrderNo();
    const headers = { 'content-type': 'application/xml' };
    assert.deepEqual(
      await app().deliver(app().signedBody(orderNo, messages), { headers }),
      ACKNOWLEDGED,
    );
    assert.equal(app().ledger.eventsOf(orderNo).length, 1);
  });

  it('does not acknowledge what its listener failed at, and handles the next delivery', async () => {
    const orderNo = newOrderNo();
    const body = app().signedBody(orderNo, messages);
    app().ledger.fault = new Error('the database is away');
    assert.deepEqual(await app().deliver(body), refused(500));
    assert.deepEqual(app().ledger.eventsOf(orderNo), []);
    assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
    assert.equal(app().ledger.eventsOf(orderNo).length, 1);
  });
}
