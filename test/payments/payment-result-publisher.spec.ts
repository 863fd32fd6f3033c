import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { PaymentResultPublisher } from '../../lib/payments/payment-result-publisher.js';
import { paidEvent } from '../../lib/testing/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';

let host: HostApp;
let results: PaymentResultPublisher;
/** What those who wait were told, and how many events the listeners had finished then. */
let told: unknown[];

beforeEach(async () => {
  host = await startHostApp({ providers: [PaymentListener] });
  results = host.app.get(PaymentResultPublisher, { strict: false });
  told = [];
});

afterEach(() => host.app.close());

const listener = () => host.app.get(PaymentListener);
const waitFor = (name: string, api: 'v1' | 'v2', orderNo: string) =>
  results.listen({ api, orderNo }, (status, event) =>
    told.push([name, status, event.orderNo, listener().names.length]),
  );
const { api: _api, ...payment } = paidEvent({ orderNo: 'A1' });

it('Whoever waits for an order is told its result when the listeners have finished.', async () => {
  waitFor('v1', 'v1', 'A1');
  waitFor('v2', 'v2', 'A1');
  waitFor('other', 'v1', 'A2');
  await results.publishResult('failed', payment);
  await results.publishResult('paid', payment);
  expect(told).toEqual([
    ['v1', 'failed', 'A1', 1],
    ['v1', 'paid', 'A1', 2],
  ]);
  await results.publishResult('expired', { ...payment, api: 'v2' });
  expect(told.slice(2)).toEqual([['v2', 'expired', 'A1', 3]]);
  expect(listener().receivedEvents.at(-1)?.[1]).toMatchObject({
    name: 'newpay.failed',
    reason: 'expired',
  });
});

it('Who waits no longer is told nothing, nor is anybody where a listener failed.', async () => {
  waitFor('v1', 'v1', 'A1');
  waitFor('other', 'v1', 'A2');
  results.ignore({ api: 'v1', orderNo: 'A1' });
  await results.publishResult('paid', payment);
  listener().before = () => Promise.reject(new Error('no stock'));
  await expect(results.publishResult('paid', { ...payment, orderNo: 'A2' })).rejects.toThrow(
    '1 of 1 listeners of "newpay.paid" failed: PaymentListener.onPaid',
  );
  expect(told).toEqual([]);
});
