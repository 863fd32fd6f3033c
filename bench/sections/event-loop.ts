import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import { callbackBody } from '../fixtures/messages.js';
import { startClients, type CreateOrder } from '../gateway/clients.js';
import { atRate, withDelay } from '../measure/event-loop-delay.js';
import { timeOfAsync } from '../measure/repeat.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import type { Section } from '../section.interface.js';

const AT_A_TIME = 200;
/** In milliseconds; with it, that many a second are that many at a time. */
const LATENCY = 250;
const RATE = (AT_A_TIME * 1_000) / LATENCY;

export const eventLoop: Section = {
  title: 'Event loop',
  method:
    'Event loop delay at the 99th percentile (`monitorEventLoopDelay`, resolution 1 ms). Orders: 800 ' +
    'per second, to a gateway that answers after 250 ms, so that 200 are in flight; the clients of the ' +
    '`createOrder` section and a plain unsigned POST run at the same rate. CPU saturated: 200 orders at ' +
    'a time, each sent as soon as an order before it is answered. Callbacks: as many as the app can handle, and ' +
    'the bare, the minimal and the safe route at the same rate.',

  async run({ rounds, roundMs }) {
    const ordering = await measureOrders(rounds, roundMs * 2);
    const saturated = await measureSaturation(Math.min(rounds, 5), roundMs * 2);
    const receiving = await measureCallbacks(rounds, roundMs * 6);
    const p99 = (from: Rounds, name: string, what: string) => ({
      what,
      unit: 'ms',
      ...from.of(name, 'p99Ms'),
    });
    return {
      figures: [
        p99(ordering, 'ours', '200 orders in flight: nestjs-newpay'),
        p99(ordering, 'checkingLimit', '200 orders in flight: checking axios client'),
        p99(ordering, 'axiosLimit', '200 orders in flight: axios client'),
        p99(ordering, 'limit', '200 orders in flight: undici client'),
        p99(ordering, 'post', '200 orders in flight: plain POST'),
        p99(saturated, 'ours', '200 orders in flight, CPU saturated: nestjs-newpay'),
        p99(saturated, 'limit', '200 orders in flight, CPU saturated: axios client'),
        p99(saturated, 'alipay', '200 orders in flight, CPU saturated: alipay-sdk'),
        p99(receiving, 'ours', 'callbacks: nestjs-newpay'),
        p99(receiving, 'safe', 'callbacks: safe route at the same rate'),
        p99(receiving, 'minimal', 'callbacks: minimal route at the same rate'),
        p99(receiving, 'bare', 'callbacks: bare route at the same rate'),
      ],
      comparisons: [
        {
          what: '200 orders in flight: delay, nestjs-newpay / plain POST',
          atMost: 1.6,
          ...ordering.ratio('ours', 'post', 'p99Ms'),
        },
        {
          what: '200 orders in flight: delay, checking axios client / plain POST',
          ...ordering.ratio('checkingLimit', 'post', 'p99Ms'),
        },
        {
          what: '200 orders in flight: delay, axios client / plain POST',
          ...ordering.ratio('axiosLimit', 'post', 'p99Ms'),
        },
        {
          what: '200 orders in flight: delay, undici client / plain POST',
          ...ordering.ratio('limit', 'post', 'p99Ms'),
        },
        {
          what: 'callbacks: delay, nestjs-newpay / bare route',
          atMost: 1.5,
          ...receiving.ratio('ours', 'bare', 'p99Ms'),
        },
        {
          what: 'callbacks: delay, safe route / bare route',
          ...receiving.ratio('safe', 'bare', 'p99Ms'),
        },
        {
          what: 'callbacks: delay, minimal route / bare route',
          ...receiving.ratio('minimal', 'bare', 'p99Ms'),
        },
      ],
    };
  },
};

/** As many orders as in any second there are under way: a gateway's latency is what holds them. */
async function measureOrders(rounds: number, ms: number): Promise<Rounds> {
  const clients = await startClients(LATENCY);
  const { ours, checkingLimit, axiosLimit, limit, post } = clients;
  for (const create of [ours, checkingLimit, axiosLimit, limit, post]) {
    await timeOfAsync(create, { ms: ms * 2, concurrency: AT_A_TIME });
  }
  const measured = await Rounds.run(rounds, {
    ours: () => withDelay(() => atRate(ours, RATE, ms)),
    checkingLimit: () => withDelay(() => atRate(checkingLimit, RATE, ms)),
    axiosLimit: () => withDelay(() => atRate(axiosLimit, RATE, ms)),
    limit: () => withDelay(() => atRate(limit, RATE, ms)),
    post: () => withDelay(() => atRate(post, RATE, ms)),
  });
  await clients.stop();
  return measured;
}

async function measureSaturation(rounds: number, ms: number): Promise<Rounds> {
  const clients = await startClients();
  const full = (create: CreateOrder) => async () => {
    const { p99Ms } = await withDelay(() => timeOfAsync(create, { ms, concurrency: AT_A_TIME }));
    return { p99Ms };
  };
  const measured = await Rounds.run(rounds, {
    ours: full(clients.ours),
    limit: full(clients.axiosLimit),
    alipay: full(clients.alipay),
  });
  await clients.stop();
  return measured;
}

async function measureCallbacks(rounds: number, count: number): Promise<Rounds> {
  const bodies = Array.from({ length: count }, (_, index) => callbackBody(`L${index}`));
  let rate: number | undefined;
  const contestant =
    (path: string, isFirst: boolean): Contestant =>
    async () => {
      const server = await BenchServer.start({});
      const url = server.url + path;
      const third = Math.floor(bodies.length / 3);
      await load({ url, bodies: bodies.slice(0, third) });
      let perSecond = 0;
      const { p99Ms } = await server.during(async () => {
        const limit = isFirst || rate === undefined ? {} : { rate: Math.floor(rate) };
        perSecond = await load({ url, bodies: bodies.slice(third), ...limit });
      });
      await server.stop();
      rate = isFirst ? perSecond : rate;
      return { perSecond, p99Ms };
    };
  return Rounds.run(rounds, {
    ours: contestant('/newpay/callback', true),
    safe: contestant('/safe-by-hand', false),
    minimal: contestant('/by-hand', false),
    bare: contestant('/bare', false),
  });
}
