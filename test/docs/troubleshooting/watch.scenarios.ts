import { MemoryCallbackStore, NewPayService } from '../../../lib/index.js';
import {
  FakeGateway,
  orderAnswer,
  paymentData,
  sendJson,
  signedAnswer,
} from '../../support/fake-gateway.js';
import type { HostApp, HostAppOptions } from '../../support/host-app.js';
import { PaymentListener } from '../../support/listeners.js';
import { ManualQueue } from '../../support/manual-queue.js';
import { ORDER } from '../../support/requests.js';
import { until } from '../../support/until.js';
import { UNKNOWN, UnresolvedListener } from '../../watch/watch-app.js';
import { logged, thrown, withHost, type Scenarios } from './scenario.js';

const HOUR = 3_600_000;

interface Watched {
  readonly queue: ManualQueue;
  readonly gateway: FakeGateway;
  readonly options: HostAppOptions;
}

/** With a gateway that knows no order, and a queue whose time the scenario moves. */
async function withQueue<T>(use: (watched: Watched) => Promise<T>): Promise<T> {
  const [queue, gateway] = [new ManualQueue(), new FakeGateway()];
  await gateway.start();
  gateway.reply = (_request, response) => sendJson(response, UNKNOWN);
  const options: HostAppOptions = {
    providers: [PaymentListener, UnresolvedListener],
    options: { baseUrl: gateway.url, queue, watch: [1_000], store: new MemoryCallbackStore() },
    now: () => queue.now,
  };
  try {
    return await use({ queue, gateway, options });
  } finally {
    await gateway.stop();
  }
}

const create = ({ app }: HostApp) => app.get(NewPayService).createOrder(ORDER);

/** What is logged when an order is watched for a while, and its creation did not succeed. */
const afterAWhile = (change: (watched: Watched) => Partial<HostAppOptions> = () => ({})) =>
  withQueue((watched) =>
    logged({ ...watched.options, ...change(watched) }, async (host) => {
      await until(() => watched.queue.isWorking);
      await create(host).catch(() => undefined);
      await watched.queue.pass(3_000);
    }),
  );

/** A queue that was reachable at boot. */
const withoutQueue = (use: (host: HostApp) => Promise<unknown>) =>
  withQueue(({ queue, options }) =>
    withHost(options, async (host) => {
      await until(() => queue.isWorking);
      queue.isDown = true;
      return (await thrown(() => use(host))).slice(0, 1);
    }),
  );

/** Drops the connection of an order, and refuses its query. */
const withoutAnswer = ({ gateway }: Watched): Partial<HostAppOptions> => {
  gateway.reply = ({ path }, response) =>
    path.endsWith('/createOrder') ? void response.destroy() : sendJson(response, UNKNOWN);
  return {};
};

export const ofWatches: Scenarios = {
  'times without a queue': () =>
    logged({ providers: [PaymentListener], options: { watch: [HOUR] } }),
  'an order without a queue': () => withoutQueue(create),
  'a watch without a queue': () => withoutQueue(({ app }) => app.get(NewPayService).watch('A1001')),
  'a transaction that the queue cannot use': () =>
    withQueue(({ options }) =>
      withHost(options, ({ app }) =>
        thrown(() => app.get(NewPayService).watch('A1001', { db: {} })),
      ),
    ).then((messages) => messages.slice(0, 1)),
  'an order that did not arrive': () => afterAWhile(withoutAnswer),
  'an order that did not arrive, without a listener': () =>
    afterAWhile((watched) => ({ ...withoutAnswer(watched), providers: [PaymentListener] })),
  'an order that is refused': () => afterAWhile(),
  'an order that is refused, without a store': () =>
    afterAWhile(({ options }) => {
      const store = new MemoryCallbackStore();
      store.complete = async () => {
        Reflect.deleteProperty(store, 'complete');
        throw new Error('gone');
      };
      return { options: { ...options.options, store } };
    }),
  'an order that is created again': () =>
    withQueue(({ queue, gateway, options }) => {
      gateway.reply = ({ path, fields }, response) =>
        sendJson(
          response,
          path.endsWith('/createOrder')
            ? orderAnswer(fields)
            : signedAnswer(paymentData(fields, { transStatus: 2 })),
        );
      const watched = { ...options.options, watch: [1_000, 2_000] as const };
      return logged({ ...options, options: watched }, async (host) => {
        await until(() => queue.isWorking);
        await create(host);
        await queue.pass(500);
        await create(host);
        await queue.pass(1_700);
      });
    }),
  'a result that nobody hears': () =>
    withQueue(({ queue, gateway, options }) => {
      gateway.reply = ({ path, fields }, response) =>
        sendJson(
          response,
          path.endsWith('/createOrder') ? orderAnswer(fields) : signedAnswer(paymentData(fields)),
        );
      return logged({ ...options, providers: [UnresolvedListener] }, async (host) => {
        await until(() => queue.isWorking);
        await create(host);
        await queue.pass(2_000);
      });
    }),
  'a result that may be forgotten': () =>
    withQueue(({ queue, gateway, options }) => {
      gateway.reply = ({ path, fields }, response) =>
        sendJson(
          response,
          path.endsWith('/createOrder') ? orderAnswer(fields) : signedAnswer(paymentData(fields)),
        );
      return logged(options, async (host) => {
        await until(() => queue.isWorking);
        await create(host);
        queue.now += 8 * 24 * HOUR;
        await queue.pass(0);
      });
    }),
  'a slot that is not released': () =>
    withQueue(({ queue, options }) => {
      const store = new MemoryCallbackStore();
      store.release = () => Promise.reject(new Error('gone'));
      return logged({ ...options, options: { ...options.options, store } }, async (host) => {
        await until(() => queue.isWorking);
        await create(host).catch(() => undefined);
        await queue.pass(3_000);
        await until(() => host.logger.textsOf('warn').some((text) => text.includes('A slot')));
      });
    }),
};
