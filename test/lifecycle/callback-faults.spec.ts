import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { ALL_APIS } from '../support/api-under-test.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { until } from '../support/until.js';

let sandbox: NewPaySandbox;
/** Has the platform's present key. */
let host: HostApp;
/** Has the old key as well, as during a change of keys. */
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

const receivedEvents = ({ app }: HostApp) =>
  app.get(PaymentListener).receivedEvents.map(([name, { source }]) => [name, source]);

describe.each(ALL_APIS)('Orders of API $api', (api) => {
  const createOrder = (at: HostApp) =>
    api.createOrder(at, { orderNo, callBackUrl: at.callbackUrl });
  const reconcile = () => api.reconcile(host, orderNo);

  it('reconcile publishes a payment whose callback was never delivered, once.', async () => {
    await createOrder(host);
    sandbox.inject('withhold');

    await sandbox.pay(orderNo);
    expect(receivedEvents(host)).toEqual([]);
    await reconcile();
    await reconcile();

    expect(receivedEvents(host)).toEqual([['paid', 'query']]);
  });

  it('A callback that is delivered twice at the same time is published once.', async () => {
    await createOrder(host);
    sandbox.inject('duplicate');

    await sandbox.pay(orderNo);
    await until(() => sandbox.deliveries(orderNo).filter((one) => one.acknowledged).length === 2);

    expect(receivedEvents(host)).toEqual([['paid', 'callback']]);
  });

  it('A callback after the reconcile of its order is acknowledged, and not published again.', async () => {
    await createOrder(host);
    sandbox.inject('delay', { ms: 300 });

    await sandbox.fail(orderNo);
    await reconcile();
    await until(() => sandbox.deliveries(orderNo).length === 1);

    expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 200, acknowledged: true }]);
    expect(receivedEvents(host)).toEqual([['failed', 'query']]);
  });

  it('A callback that was changed after it was signed is rejected at each delivery.', async () => {
    await createOrder(host);
    sandbox.inject('tamper');

    await sandbox.fail(orderNo);
    await until(() => sandbox.deliveries(orderNo).length === 4);

    expect(new Set(sandbox.deliveries(orderNo).map(({ status }) => status))).toEqual(
      new Set([401]),
    );
    expect(receivedEvents(host)).toEqual([]);
  });

  it('A callback signed with the old key is rejected unless that key is configured, too.', async () => {
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
});
