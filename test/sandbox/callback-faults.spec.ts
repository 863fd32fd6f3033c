import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { acknowledge, CallbackEndpoint, refuse } from './callback-endpoint.js';
import { until } from '../support/until.js';
import { RawMerchant } from './raw-merchant.js';

let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;
let orderNo: string;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
  sandbox = await NewPaySandbox.start({ retryDelays: [10] });
  merchant = new RawMerchant(sandbox.credentials, endpoint.url);
});

afterAll(async () => {
  await sandbox.stop();
  await endpoint.stop();
});

beforeEach(async () => {
  ({ orderNo } = (await merchant.order()) as { orderNo: string });
  endpoint.received.length = 0;
  endpoint.next.length = 0;
});

afterEach(() => sandbox.clearFaults());

const bodies = () => endpoint.received.map(({ body }) => body);
const parsed = (body: string) => JSON.parse(body) as Record<string, any>;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('withhold: the callback is never sent, although the order is paid.', async () => {
  sandbox.inject('withhold');

  await sandbox.pay(orderNo);
  await pause(40);

  expect(bodies()).toEqual([]);
  expect(sandbox.deliveries(orderNo)).toEqual([]);
  await expect(sandbox.pay(orderNo)).rejects.toThrow('is already paid');
});

it('duplicate: the callback is sent twice at once, with the same bytes.', async () => {
  sandbox.inject('duplicate');
  const answers: (() => void)[] = [];
  const hold = (response: { end(text: string): unknown }) =>
    answers.push(() => response.end('{"transResult":"SUCCESS"}'));
  endpoint.next.push(hold, hold);

  const paying = sandbox.pay(orderNo);
  await until(() => answers.length === 2);
  answers.forEach((answer) => answer());
  await paying;

  expect(sandbox.deliveries(orderNo)).toMatchObject([
    { acknowledged: true },
    { acknowledged: true },
  ]);
  expect(new Set(bodies()).size).toBe(1);
  expect(merchant.accepts(parsed(bodies()[0]!))).toBe(true);
});

it('duplicate: the one that was refused after the other one was acknowledged is not sent again.', async () => {
  sandbox.inject('duplicate');
  let refuseNow: (() => unknown) | undefined;
  endpoint.next.push((response) => (refuseNow = () => refuse(response)));

  const paying = sandbox.pay(orderNo);
  await until(() => sandbox.deliveries(orderNo).some((delivery) => delivery.acknowledged));
  refuseNow?.();
  await paying;
  await pause(60);

  expect(sandbox.deliveries(orderNo)).toMatchObject([
    { acknowledged: true },
    { acknowledged: false },
  ]);
});

it('duplicate: a scheduled delivery is dropped when the other one is acknowledged.', async () => {
  const slow = await NewPaySandbox.start({ retryDelays: [60_000] });
  try {
    const buyer = new RawMerchant(slow.credentials, endpoint.url);
    const order = (await buyer.order()) as { orderNo: string };
    slow.inject('duplicate');
    let acknowledgeNow: (() => unknown) | undefined;
    endpoint.next.push(refuse, (response) => (acknowledgeNow = () => acknowledge(response)));

    const paying = slow.pay(order.orderNo);
    await until(() => slow.deliveries(order.orderNo).length === 1);
    acknowledgeNow?.();
    await paying;

    expect(slow.deliveries(order.orderNo)).toMatchObject([
      { acknowledged: false },
      { acknowledged: true },
    ]);
    // If it were still scheduled, this would make it.
    await slow.deliverNow(order.orderNo).catch(() => undefined);
    expect(bodies()).toHaveLength(2);
  } finally {
    await slow.stop();
  }
});

it('duplicate: both are sent again when both were refused.', async () => {
  sandbox.inject('duplicate');
  endpoint.next.push(refuse, refuse, refuse);

  await sandbox.pay(orderNo);
  await until(() => sandbox.deliveries(orderNo).length >= 3);

  expect(new Set(bodies()).size).toBe(1);
});

it('repeat: the callback is sent again after it was acknowledged, with the same bytes.', async () => {
  sandbox.inject('repeat');

  await sandbox.pay(orderNo);

  expect(sandbox.deliveries(orderNo)).toMatchObject([
    { acknowledged: true },
    { acknowledged: true },
  ]);
  expect(bodies()).toHaveLength(2);
  expect(new Set(bodies()).size).toBe(1);
});

it('out-of-order: a callback of an earlier failure is sent after that of the payment.', async () => {
  sandbox.inject('out-of-order');

  await sandbox.pay(orderNo);

  const [paid, failed] = bodies().map(parsed);
  expect(paid).toMatchObject({ orderNo, transStatus: 0 });
  expect(failed).toMatchObject({ orderNo, transStatus: 1, transInfo: 'Transaction Failed' });
  expect(failed!['timestamp']).toBeLessThan(paid!['timestamp']);
  expect(merchant.accepts(failed!)).toBe(true);
});

it('out-of-order does not apply to a failure, and repeat not to a withheld callback.', async () => {
  sandbox.inject('out-of-order');
  await sandbox.fail(orderNo);
  expect(bodies()).toHaveLength(1);

  const { orderNo: other } = await merchant.order();
  sandbox.inject('withhold');
  sandbox.inject('repeat');
  await sandbox.pay(other);

  expect(sandbox.deliveries(other)).toEqual([]);
});

it('delay: a callback that follows a delayed one is delayed by more.', async () => {
  sandbox.inject('delay', { ms: 20 });
  sandbox.inject('out-of-order');

  await sandbox.pay(orderNo);
  await until(() => bodies().length === 2);

  expect(bodies().map((body) => parsed(body)['transStatus'])).toEqual([0, 1]);
});

it('delay: the callback is sent later, and pay() does not wait for it.', async () => {
  sandbox.inject('delay', { ms: 120 });
  const started = performance.now();

  await sandbox.pay(orderNo);
  expect(bodies()).toEqual([]);
  await until(() => sandbox.deliveries(orderNo).length === 1);

  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  expect(sandbox.deliveries(orderNo)).toMatchObject([{ acknowledged: true }]);
});

it('delay: the callback is delivered again until it is acknowledged.', async () => {
  sandbox.inject('delay', { ms: 5 });
  endpoint.next.push(refuse);

  await sandbox.pay(orderNo);
  await until(() => sandbox.deliveries(orderNo).length === 2);

  expect(sandbox.deliveries(orderNo)).toMatchObject([
    { acknowledged: false },
    { acknowledged: true },
  ]);
});

it('delay: the callback of a payment may be sent after that of its refund.', async () => {
  sandbox.inject('delay', { ms: 150, times: 1 });

  await sandbox.pay(orderNo);
  await merchant.refund({ orderNo });
  await until(() => bodies().length === 2);

  expect(bodies().map((body) => 'refundOrderNo' in parsed(body))).toEqual([true, false]);
});

it('tamper: the callback has the opposite of the signed status.', async () => {
  sandbox.inject('tamper');

  await sandbox.fail(orderNo);

  const callback = parsed(bodies()[0]!);
  expect(callback).toMatchObject({ orderNo, transStatus: 0, transInfo: 'Transaction Failed' });
  expect(merchant.accepts(callback)).toBe(false);
  expect(merchant.accepts({ ...callback, transStatus: 1 })).toBe(true);
});

it('tamper: both fields of a refund callback have the same wrong status.', async () => {
  await sandbox.pay(orderNo);
  sandbox.inject('tamper');

  const { data } = await merchant.refund({ orderNo });
  await until(() => sandbox.deliveries(data['refundOrderNo']).length === 1);

  expect(bodies().at(-1)).toContain('"transStatus":1,"transStatus":1,');
});

it('old-key: the callback is verified by the old key only.', async () => {
  sandbox.inject('old-key');

  await sandbox.pay(orderNo);

  const oldKey = await sandbox.oldPlatformPublicKey();
  const callback = parsed(bodies()[0]!);
  expect(oldKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(await sandbox.oldPlatformPublicKey()).toBe(oldKey);
  expect(merchant.accepts(callback)).toBe(false);
  expect(merchant.accepts(callback, oldKey)).toBe(true);
});

it('A fault applies only to callbacks of the given number, as often as given.', async () => {
  const { orderNo: other } = await merchant.order();
  sandbox.inject('withhold', { orderNo: 'RX' });
  sandbox.inject('withhold', { orderNo, times: 1 });

  await sandbox.pay(orderNo);
  await sandbox.pay(other);
  await merchant.refund({ orderNo, refundOrderNo: 'RX' });
  await merchant.refund({ orderNo, refundOrderNo: 'RY' });
  await until(() => bodies().length === 2);
  await pause(40);

  expect(bodies().map((body) => parsed(body)['refundOrderNo'] ?? parsed(body)['orderNo'])).toEqual([
    other,
    'RY',
  ]);
});
