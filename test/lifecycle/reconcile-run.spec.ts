import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { ALL_APIS } from '../support/api-under-test.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { until } from '../support/until.js';

const ORDERS = 500;
/** The faults, each of a third of the callbacks. */
const FAULTS = ['withhold', 'duplicate', 'delay'] as const;
/** How often a callback is delivered with each fault. */
const COPIES = { withhold: 0, duplicate: 2, delay: 1 } as const;
/** In milliseconds; the delays are spread up to it, so that callbacks and queries overtake each other. */
const LONGEST_DELAY = 1_500;
/** For the run itself, in milliseconds. */
const DEADLINE = 50_000;

const runs = Array.from({ length: ORDERS }, (_, index) => ({
  api: ALL_APIS[index % ALL_APIS.length]!,
  orderNo: `RUN-${index}`,
  fault: FAULTS[index % FAULTS.length]!,
  delay: 1 + ((index * 37) % LONGEST_DELAY),
  result: index % 5 === 4 ? ('failed' as const) : ('paid' as const),
}));

let sandbox: NewPaySandbox;
let host: HostApp;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [20, 100, 500, 1_000, 2_000] });
  host = await startHostApp({ options: sandbox.credentials, providers: [PaymentListener] });
});

afterAll(async () => {
  await host.app.close();
  await sandbox.stop();
});

it(
  'Each of 500 orders of both APIs is published once, while callbacks are lost, duplicated and late.',
  async () => {
    const { receivedEvents } = host.app.get(PaymentListener);
    for (const { orderNo, fault, delay } of runs) {
      sandbox.inject(fault, { orderNo, ms: delay });
    }
    await someAtATime(runs, ({ api, orderNo }) =>
      api.createOrder(host, { orderNo, callBackUrl: host.callbackUrl }),
    );

    const paying = someAtATime(runs, ({ orderNo, result }) =>
      result === 'paid' ? sandbox.pay(orderNo) : sandbox.fail(orderNo),
    );
    const end = Date.now() + DEADLINE;
    while (receivedEvents.length < ORDERS && Date.now() < end) {
      const settled = new Set(receivedEvents.map(([, { orderNo }]) => orderNo));
      await reconcileAll(runs.filter(({ orderNo }) => !settled.has(orderNo)));
    }
    await paying;
    await until(() => runs.every(isThrough), DEADLINE);
    await reconcileAll(runs);

    const published = receivedEvents.map(([name, { api, orderNo }]) => `${orderNo} ${api} ${name}`);
    const expected = runs.map(({ api, orderNo, result }) => `${orderNo} ${api.api} ${result}`);
    expect(published.toSorted()).toEqual(expected.toSorted());
    expect(new Set(receivedEvents.map(([, { source }]) => source))).toEqual(
      new Set(['callback', 'query']),
    );
  },
  DEADLINE + 10_000,
);

/** Whether every delivery that an order's fault leaves has been acknowledged. */
function isThrough({ orderNo, fault }: (typeof runs)[number]): boolean {
  const acknowledged = sandbox.deliveries(orderNo).filter((delivery) => delivery.acknowledged);
  return acknowledged.length === COPIES[fault];
}

async function reconcileAll(orders: readonly (typeof runs)[number][]): Promise<void> {
  await Promise.all(
    ALL_APIS.map((api) =>
      api.reconcileAll(
        host,
        orders.filter((one) => one.api === api).map(({ orderNo }) => orderNo),
      ),
    ),
  );
}

async function someAtATime<T>(
  values: readonly T[],
  work: (value: T) => Promise<unknown>,
): Promise<void> {
  const queue = values.values();
  const workOff = async () => {
    for (const value of queue) {
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: 8 }, workOff));
}
