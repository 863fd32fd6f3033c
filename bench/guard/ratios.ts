import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import { callbackBody } from '../fixtures/messages.js';
import { startClients } from '../gateway/clients.js';
import { cpuOf } from '../measure/repeat.js';
import { STORES } from '../sections/stores.js';
import type { StoreContender } from '../stores/contender.js';

/** How often each contestant is measured, after a turn that warms up. */
const TURNS = 3;

/** The same work in each turn: by time a busy machine would get less to do, and warm up less. */
const ORDERS = 1_200;
const CALLBACKS = 1_500;
/** More of the quickest store, whose turn would end before its code is compiled. */
const KEYS = { Redis: 12_000, PostgreSQL: 2_000, MySQL: 2_000 } as const;

/** CPU time of the package over that of the least that does the same, by what is measured. */
export const RATIOS: Readonly<Record<string, () => Promise<number>>> = {
  'an order, against the undici client': orderRatio,
  'a callback on Express, against the minimal route': callbackRatio,
  ...Object.fromEntries(
    STORES.map(({ store, client, start }) => [
      `the ${store} store, against two bare statements of ${client}`,
      async () => storeRatio(await start(), KEYS[store]),
    ]),
  ),
};

async function orderRatio(): Promise<number> {
  const { ours, limit, stop } = await startClients();
  const size = { turns: ORDERS, concurrency: 100 };
  const ratio = await ratioOf(
    () => cpuOf(ours, size),
    () => cpuOf(limit, size),
  );
  await stop();
  return ratio;
}

async function storeRatio({ store, bare, stop }: StoreContender, keys: number): Promise<number> {
  let key = 0;
  const size = { turns: keys, concurrency: 8 };
  const ratio = await ratioOf(
    () => cpuOf(() => store(`payment::bench:G${++key}`), size),
    () => cpuOf(() => bare(`payment::bench:G${++key}`), size),
  );
  await stop();
  return ratio;
}

async function callbackRatio(): Promise<number> {
  // Each app gets the same callbacks, new ones in each turn.
  const bodies = Array.from({ length: CALLBACKS * (TURNS + 1) }, (_, i) => callbackBody(`G${i}`));
  const [ours, byHand] = [await callbackApp('/newpay/callback'), await callbackApp('/by-hand')];
  try {
    return await ratioOf(
      (turn) => ours.take(bodiesOf(turn)),
      (turn) => byHand.take(bodiesOf(turn)),
    );
  } finally {
    await Promise.all([ours.stop(), byHand.stop()]);
  }

  function bodiesOf(turn: number): readonly string[] {
    return bodies.slice(turn * CALLBACKS, (turn + 1) * CALLBACKS);
  }
}

async function callbackApp(route: string): Promise<{
  take: (bodies: readonly string[]) => Promise<number>;
  stop: () => Promise<void>;
}> {
  const server = await BenchServer.start({ platform: 'express' });
  const url = server.url + route;
  return {
    take: async (bodies) => {
      const { cpuMicros } = await server.during(async () => {
        await load({ url, bodies });
      });
      return cpuMicros / bodies.length;
    },
    stop: () => server.stop(),
  };
}

/** The least CPU time of one over the least of the other, each measured in turn. */
async function ratioOf(
  above: (turn: number) => Promise<number>,
  below: (turn: number) => Promise<number>,
): Promise<number> {
  const times: [number, number][] = [];
  for (let turn = 0; turn <= TURNS; turn++) {
    times.push([await above(turn), await below(turn)]);
  }
  const counted = times.slice(1);
  const least = (index: 0 | 1): number => Math.min(...counted.map((pair) => pair[index]));
  return least(0) / least(1);
}
