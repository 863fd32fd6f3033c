import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse, until } from './callback-endpoint.js';
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

it('a callback that is withheld never comes, although the order is paid', async () => {
  sandbox.inject('withhold');

  await sandbox.pay(orderNo);
  await pause(40);

  expect(bodies()).toEqual([]);
  expect(sandbox.deliveries(orderNo)).toEqual([]);
  await expect(sandbox.pay(orderNo)).rejects.toThrow('is paid already');
});

it('a callback that is duplicated comes twice at once, the same bytes', async () => {
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

it('each of two duplicates is repeated until it is acknowledged', async () => {
  sandbox.inject('duplicate');
  endpoint.next.push(refuse, refuse);

  await sandbox.pay(orderNo);
  await until(() => sandbox.deliveries(orderNo).length === 4);

  expect(new Set(bodies()).size).toBe(1);
});

it('a callback that is repeated comes again when it has been acknowledged, the same bytes', async () => {
  sandbox.inject('repeat');

  await sandbox.pay(orderNo);

  expect(sandbox.deliveries(orderNo)).toMatchObject([
    { acknowledged: true },
    { acknowledged: true },
  ]);
  expect(bodies()).toHaveLength(2);
  expect(new Set(bodies()).size).toBe(1);
});

it('the news of an earlier failure may come after the news of the payment', async () => {
  sandbox.inject('out-of-order');

  await sandbox.pay(orderNo);

  const [paid, failed] = bodies().map(parsed);
  expect(paid).toMatchObject({ orderNo, transStatus: 0 });
  expect(failed).toMatchObject({ orderNo, transStatus: 1, transInfo: 'Transaction Failed' });
  expect(failed!['timestamp']).toBeLessThan(paid!['timestamp']);
  expect(merchant.accepts(failed!)).toBe(true);
});

it('a failure has no older failure behind it, and a callback that is withheld has no repeat', async () => {
  sandbox.inject('out-of-order');
  await sandbox.fail(orderNo);
  expect(bodies()).toHaveLength(1);

  const { orderNo: other } = await merchant.order();
  sandbox.inject('withhold');
  sandbox.inject('repeat');
  await sandbox.pay(other);

  expect(sandbox.deliveries(other)).toEqual([]);
});

it('what comes after a callback that is delayed is delayed by more', async () => {
  sandbox.inject('delay', { ms: 20 });
  sandbox.inject('out-of-order');

  await sandbox.pay(orderNo);
  await until(() => bodies().length === 2);

  expect(bodies().map((body) => parsed(body)['transStatus'])).toEqual([0, 1]);
});

it('a callback that is delayed comes later, and its payer does not wait for it', async () => {
  sandbox.inject('delay', { ms: 120 });
  const started = performance.now();

  await sandbox.pay(orderNo);
  expect(bodies()).toEqual([]);
  await until(() => sandbox.deliveries(orderNo).length === 1);

  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  expect(sandbox.deliveries(orderNo)).toMatchObject([{ acknowledged: true }]);
});

it('a callback that is delayed is repeated until it is acknowledged', async () => {
  sandbox.inject('delay', { ms: 5 });
  endpoint.next.push(refuse);

  await sandbox.pay(orderNo);
  await until(() => sandbox.deliveries(orderNo).length === 2);

  expect(sandbox.deliveries(orderNo)).toMatchObject([
    { acknowledged: false },
    { acknowledged: true },
  ]);
});

it('the news of a payment may come after the news of its refund', async () => {
  sandbox.inject('delay', { ms: 150, times: 1 });

  await sandbox.pay(orderNo);
  await merchant.refund({ orderNo });
  await until(() => bodies().length === 2);

  expect(bodies().map((body) => 'refundOrderNo' in parsed(body))).toEqual([true, false]);
});

it('a callback that is tampered with says the opposite of what was signed', async () => {
  sandbox.inject('tamper');

  await sandbox.fail(orderNo);

  const callback = parsed(bodies()[0]!);
  expect(callback).toMatchObject({ orderNo, transStatus: 0, transInfo: 'Transaction Failed' });
  expect(merchant.accepts(callback)).toBe(false);
  expect(merchant.accepts({ ...callback, transStatus: 1 })).toBe(true);
});

it('the tampered callback of a refund still does not contradict itself', async () => {
  await sandbox.pay(orderNo);
  sandbox.inject('tamper');

  const { data } = await merchant.refund({ orderNo });
  await until(() => sandbox.deliveries(data['refundOrderNo']).length === 1);

  expect(bodies().at(-1)).toContain('"transStatus":1,"transStatus":1,');
});

it('a callback that is signed with the old key is right by that key alone', async () => {
  sandbox.inject('old-key');

  await sandbox.pay(orderNo);

  const oldKey = await sandbox.oldPlatformPublicKey();
  const callback = parsed(bodies()[0]!);
  expect(oldKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(await sandbox.oldPlatformPublicKey()).toBe(oldKey);
  expect(merchant.accepts(callback)).toBe(false);
  expect(merchant.accepts(callback, oldKey)).toBe(true);
});

it('a fault befalls only the callbacks of the number that it names, so many times', async () => {
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
