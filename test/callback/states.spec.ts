import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { NewPayMismatchedEvent, OnNewPay, type NewPayModuleOptions } from '../../lib/index.js';
import { rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

@Injectable()
class MismatchListener {
  readonly receivedEvents: NewPayMismatchedEvent[] = [];

  @OnNewPay('mismatched')
  onMismatched(event: NewPayMismatchedEvent): void {
    this.receivedEvents.push(event);
  }
}

let host: HostApp;

afterEach(() => host.app.close());

const send = (changes: JsonFields = {}) => host.postCallback(signedBody(paymentFields(changes)));
const PAID = { transStatus: 0 };
const FAILED = { transStatus: 1 };

describe.each(PLATFORMS)('states go forward on %s', (platform) => {
  it.each([
    ['paid, then failed', [PAID, FAILED, PAID], ['paid']],
    ['failed, then paid, then failed', [FAILED, PAID, FAILED], ['failed', 'paid']],
    ['failed twice', [FAILED, FAILED], ['failed']],
  ])('%s', async (_what, callbacks, published) => {
    host = await startHostApp({ platform, providers: [PaymentListener] });
    for (const callback of callbacks) {
      expect((await send(callback)).status).toBe(200);
    }
    expect(host.app.get(PaymentListener).names).toEqual(published);
  });

  it('logs a failed that comes after paid', async () => {
    host = await startHostApp({ platform, providers: [PaymentListener] });
    await send(PAID);
    await send(FAILED);
    expect(host.logger.textsOf('log')).toContain(
      'Order A1001: "newpay.failed" came after a later state was handled; not published NewPayEvents',
    );
  });
});

describe.each(PLATFORMS)('what comes after a handled payment on %s', (platform) => {
  it('a second payment under another number is not published, but told', async () => {
    host = await startHostApp({ platform, providers: [PaymentListener] });
    await send({ newpayOrderNo: 'N1' });
    expect((await send({ newpayOrderNo: 'N2', orderAmt: '999.00' })).status).toBe(200);
    expect(host.app.get(PaymentListener).names).toEqual(['paid']);
    expect(host.logger.textsOf('error')).toEqual([
      "Order A1001 seems to be paid twice: NewPay's N2 (999.00 LAK) came after N1 (123.00). " +
        'Look at the order and refund one of them. NewPayEvents',
    ]);
  });

  it.each([
    ['the same payment', PAID, { newpayOrderNo: 'N1' }, 'newpay.paid'],
    ['a failure, also under another number', FAILED, { newpayOrderNo: 'N2' }, 'newpay.failed'],
  ])('%s again is told as a repeat', async (_, state, again, name) => {
    host = await startHostApp({ platform, providers: [PaymentListener] });
    await send({ ...state, newpayOrderNo: 'N1' });
    await send({ ...state, ...again });
    expect(host.logger.textsOf('log')).toContain(
      `Order A1001: "${name}" was handled before; not published again NewPayEvents`,
    );
    expect(host.logger.textsOf('error')).toEqual([]);
  });

  it('a late failed is acknowledged, even when nobody listens to it', async () => {
    @Injectable()
    class PaidOnly {
      @OnNewPay('paid')
      onPaid(): void {}
    }
    host = await startHostApp({ platform, providers: [PaidOnly] });
    expect((await send(PAID)).status).toBe(200);
    expect((await send(FAILED)).status).toBe(200);
  });

  it('onAny hears the event too, and makes nobody a listener', async () => {
    host = await startHostApp({ platform, providers: [PaymentListener] });
    const receivedEvents: unknown[] = [];
    host.app.get(EventEmitter2).onAny((name) => receivedEvents.push(name));
    await send(PAID);
    expect(receivedEvents).toEqual(['newpay.paid']);
    expect((await send({ ...PAID, orderNo: 'A2' })).status).toBe(200);
  });
});

describe.each(PLATFORMS)('expectOrder on %s', (platform) => {
  async function start(expectOrder: NewPayModuleOptions['expectOrder']): Promise<void> {
    host = await startHostApp({
      platform,
      options: { expectOrder },
      providers: [PaymentListener, MismatchListener],
    });
  }
  const mismatched = () => host.app.get(MismatchListener).receivedEvents;
  const published = () => host.app.get(PaymentListener).names;

  it.each(['123', '123.0', '0123.00'])('takes %s for 123.00', async (orderAmt) => {
    await start(async (orderNo) =>
      orderNo === 'A1001' ? { orderAmt, currency: 'LAK' } : undefined,
    );
    expect((await send()).status).toBe(200);
    expect(published()).toEqual(['paid']);
    expect(mismatched()).toEqual([]);
  });

  it.each<[string, Awaited<ReturnType<NonNullable<NewPayModuleOptions['expectOrder']>>>]>([
    ['another amount', { orderAmt: '124', currency: 'LAK' }],
    ['a hundredth less', { orderAmt: '122.99', currency: 'LAK' }],
    ['another currency', { orderAmt: '123', currency: 'USD' }],
    ['an order that the host does not know', undefined],
  ])('publishes newpay.mismatched for %s, never newpay.paid', async (_what, expected) => {
    await start(() => expected);
    expect((await send()).status).toBe(200);
    expect(published()).toEqual([]);
    expect(mismatched()).toEqual([
      expect.objectContaining({ name: 'newpay.mismatched', orderAmt: '123.00', expected }),
    ]);
    expect((await send()).status).toBe(200);
    expect(mismatched()).toHaveLength(1);
  });

  it('is not asked about a failed payment', async () => {
    await start(() => undefined);
    await send(FAILED);
    expect(published()).toEqual(['failed']);
  });

  it('publishes newpay.paid after newpay.mismatched, once the host has corrected its order', async () => {
    let orderAmt = '1';
    await start(() => ({ orderAmt, currency: 'LAK' }));
    await send();
    orderAmt = '123';
    await send();
    expect(mismatched()).toHaveLength(1);
    expect(published()).toEqual(['paid']);
  });

  it.each<[string, () => unknown, string]>([
    ['rejects', () => Promise.reject(new Error('no database')), 'no database'],
    ['rejects with nothing', () => Promise.reject(null), 'not acknowledged (500): null'],
    [
      'returns a number',
      () => ({ orderAmt: 123, currency: 'LAK' }),
      'expectOrder must return orderAmt as decimal text, such as "50000"; order A1001 has something else',
    ],
    [
      'returns a currency that is no text',
      () => ({ orderAmt: '123', currency: undefined }),
      'expectOrder must return currency as text, such as "LAK"; order A1001 has something else',
    ],
  ])('is not acknowledged while it %s', async (_what, expectOrder, reason) => {
    await start(expectOrder as NewPayModuleOptions['expectOrder']);
    expect(await send()).toEqual(rejected(500));
    expect(published()).toEqual([]);
    expect(host.logger.textsOf('error')).toEqual([expect.stringContaining(reason)]);
  });

  it('answers 503 when nobody listens to newpay.mismatched', async () => {
    host = await startHostApp({
      platform,
      options: { expectOrder: () => undefined },
      providers: [PaymentListener],
    });
    expect((await send()).status).toBe(503);
  });
});

it('The age of a callback is told by the clock of the system as it is at that time', async () => {
  host = await startHostApp({ providers: [PaymentListener] });
  const body = signedBody(paymentFields());
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 48 * 60 * 60 * 1000);
  try {
    expect(await host.postCallback(body)).toEqual(rejected(401));
  } finally {
    clock.mockRestore();
  }
  expect((await host.postCallback(body)).status).toBe(200);
});
