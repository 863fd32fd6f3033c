import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Currency, NewPayService, PayMethod } from '../../lib/index.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { until } from '../sandbox/callback-endpoint.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';

let sandbox: NewPaySandbox;
/** Believes the platform's present key. */
let host: HostApp;
/** Is in the middle of a change of keys: believes the old key as well. */
let changing: HostApp;
let count = 0;
let orderNo: string;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [20, 50, 100] });
  const platformPublicKey = [
    sandbox.credentials.platformPublicKey,
    await sandbox.oldPlatformPublicKey(),
  ];
  const providers = [PaymentListener];
  host = await startHostApp({ options: sandbox.credentials, providers });
  changing = await startHostApp({
    options: { ...sandbox.credentials, platformPublicKey },
    providers,
  });
});

afterAll(async () => {
  await host.app.close();
  await changing.app.close();
  await sandbox.stop();
});

beforeEach(async () => {
  count += 1;
  orderNo = `A${count}`;
  host.app.get(PaymentListener).receivedEvents.length = 0;
  changing.app.get(PaymentListener).receivedEvents.length = 0;
});

afterEach(() => sandbox.clearFaults());

async function createOrder({ app, url }: HostApp): Promise<void> {
  await app.get(NewPayService).createOrder({
    payMethod: PayMethod.NewPay,
    currency: Currency.LAK,
    orderAmt: '50000',
    orderNo,
    callBackUrl: `${url}/newpay/callback`,
  });
}

const reconcile = () => host.app.get(NewPayService).reconcile(orderNo);
const receivedEvents = ({ app }: HostApp) =>
  app.get(PaymentListener).receivedEvents.map(([name, { source }]) => [name, source]);

it('a callback that never comes is made up for by a query', async () => {
  await createOrder(host);
  sandbox.inject('withhold');

  await sandbox.pay(orderNo);
  expect(receivedEvents(host)).toEqual([]);
  await reconcile();
  await reconcile();

  expect(receivedEvents(host)).toEqual([['paid', 'query']]);
});

it('a callback that comes twice at once is published once', async () => {
  await createOrder(host);
  sandbox.inject('duplicate');

  await sandbox.pay(orderNo);
  await until(() => sandbox.deliveries(orderNo).filter((one) => one.acknowledged).length === 2);

  expect(receivedEvents(host)).toEqual([['paid', 'callback']]);
});

it('a callback that comes after the query is acknowledged, and published no more', async () => {
  await createOrder(host);
  sandbox.inject('delay', { ms: 300 });

  await sandbox.fail(orderNo);
  await reconcile();
  await until(() => sandbox.deliveries(orderNo).length === 1);

  expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 200, acknowledged: true }]);
  expect(receivedEvents(host)).toEqual([['failed', 'query']]);
});

it('a callback that was changed on the way is refused each time', async () => {
  await createOrder(host);
  sandbox.inject('tamper');

  await sandbox.fail(orderNo);
  await until(() => sandbox.deliveries(orderNo).length === 4);

  expect(new Set(sandbox.deliveries(orderNo).map(({ status }) => status))).toEqual(new Set([401]));
  expect(receivedEvents(host)).toEqual([]);
});

it('a callback by the old key is refused, unless that key is still believed', async () => {
  sandbox.inject('old-key');
  await createOrder(host);
  await sandbox.pay(orderNo);
  expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 401 }]);
  expect(receivedEvents(host)).toEqual([]);

  orderNo = `${orderNo}-changing`;
  await createOrder(changing);
  await sandbox.pay(orderNo);

  expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 200, acknowledged: true }]);
  expect(receivedEvents(changing)).toEqual([['paid', 'callback']]);
});
