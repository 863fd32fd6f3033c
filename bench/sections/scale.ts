import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { MemoryCallbackStore } from 'nestjs-newpay';
import { Pool } from 'pg';
import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import type { ServerOptions } from '../callback/protocol.js';
import { callbackBody } from '../fixtures/messages.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import { summarize, type Summary } from '../measure/summary.js';
import type { Figure, Section } from '../section.interface.js';

const MIB = 2 ** 20;

const NAMES = { redis: 'Redis', postgres: 'PostgreSQL' } as const;

/** Callbacks per second of the soak: what one core can sign anew beside the app. */
const SOAK_RATE = 400;

export const scale: Section = {
  title: 'Scale',
  method:
    'Callbacks per second with 1, 2 and 4 processes behind one port. Redis, PostgreSQL and the load ' +
    'share the machine’s cores with the app. Memory store: its heap after a million handled callbacks, ' +
    'and the heap of an app in a soak test of ten minutes at 400 different callbacks per second.',

  async run({ rounds, roundMs, soakSeconds, remembered }) {
    const few = Math.min(rounds, 5);
    const bodies = Array.from({ length: roundMs * 4 }, (_, index) => callbackBody(`S${index}`));
    const prefix = `bench_${randomUUID().replaceAll('-', '')}_`;
    const one = await Rounds.run(few, {
      memory: costOf({ store: 'memory' }, bodies),
      redis: costOf({ store: 'redis' }, bodies),
      postgres: costOf({ store: 'postgres', prefix }, bodies),
    });
    const many = await Rounds.run(
      few,
      Object.fromEntries(
        (['redis', 'postgres'] as const).flatMap((store) =>
          [1, 2, 4].map((processes): [string, Contestant] => [
            `${store} ${processes}`,
            throughputOf({ store, prefix }, processes, bodies),
          ]),
        ),
      ),
    );
    await tidyUp(prefix);
    return {
      figures: [
        ...(['redis', 'postgres'] as const).flatMap((store) =>
          [1, 2, 4].map((processes) => ({
            what: `${NAMES[store]}, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
            unit: 'callbacks per second',
            ...many.of(`${store} ${processes}`, 'perSecond'),
          })),
        ),
        ...(['redis', 'postgres'] as const).map((store) => ({
          what: `${NAMES[store]}: CPU per callback, beyond that with the memory store`,
          unit: 'µs',
          ...one.combine(
            [
              [store, 'cpuMicros'],
              ['memory', 'cpuMicros'],
            ],
            ([used, memory]) => used - memory,
          ),
        })),
        ...(await rememberMany(remembered)),
        ...(await soak(soakSeconds)),
      ],
      comparisons: [],
    };
  },
};

/** Each round with numbers of its own, which no store has seen. */
function renewed(bodies: readonly string[], run: string): readonly string[] {
  return bodies.map((_, index) => callbackBody(`${run}${index}`));
}

function costOf(options: Partial<ServerOptions>, bodies: readonly string[]): Contestant {
  return async () => {
    const fresh = renewed(bodies, randomUUID().slice(0, 8));
    const server = await BenchServer.start(options);
    const url = `${server.url}/newpay/callback`;
    const third = Math.floor(fresh.length / 3);
    await load({ url, bodies: fresh.slice(0, third) });
    const { cpuMicros } = await server.during(async () => {
      await load({ url, bodies: fresh.slice(third) });
    });
    await server.stop();
    return { cpuMicros: cpuMicros / (fresh.length - third) };
  };
}

function throughputOf(
  options: Partial<ServerOptions>,
  processes: number,
  bodies: readonly string[],
): Contestant {
  return async () => {
    const fresh = renewed(bodies, randomUUID().slice(0, 8));
    const server = await BenchServer.start(options, processes);
    const url = `${server.url}/newpay/callback`;
    const third = Math.floor(fresh.length / 3);
    await load({ url, bodies: fresh.slice(0, third), connections: 32 });
    const perSecond = await load({ url, bodies: fresh.slice(third), connections: 32 });
    await server.stop();
    return { perSecond };
  };
}

async function rememberMany(count: number): Promise<Figure[]> {
  const store = new MemoryCallbackStore();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const begin = performance.now();
  for (let index = 0; index < count; index++) {
    const subject = `payment::bench:M${index}`;
    const claim = await store.claim(subject, 3);
    if (claim.outcome === 'claimed') {
      await store.complete(subject, 3, claim.token, `2026M${index}`);
    }
  }
  const micros = ((performance.now() - begin) * 1000) / count;
  globalThis.gc?.();
  const heap = (process.memoryUsage().heapUsed - before) / MIB;
  const remembered = store.size;
  return [
    {
      what: `memory store: heap after ${count.toLocaleString('en')} callbacks, ${remembered.toLocaleString('en')} remembered`,
      unit: 'MiB',
      ...once(heap),
    },
    { what: 'memory store: claim and completion', unit: 'µs', ...once(micros) },
  ];
}

async function soak(seconds: number): Promise<Figure[]> {
  const server = await BenchServer.start({ store: 'memory' });
  const url = `${server.url}/newpay/callback`;
  const heaps: number[] = [];
  const slice = Math.min(30, seconds);
  for (let done = 0; done < seconds; done += slice) {
    const bodies: string[] = [];
    const report = await server.during(async () => {
      for (let second = 0; second < slice; second++) {
        bodies.length = 0;
        for (let i = 0; i < SOAK_RATE; i++) {
          bodies.push(callbackBody(`K${done + second}-${i}`));
        }
        await Promise.all([load({ url, bodies, rate: SOAK_RATE }), setTimeout(1_000)]);
      }
    });
    heaps.push(report.heapUsed / MIB);
  }
  await server.stop();
  const last = heaps.slice(-Math.ceil(heaps.length / 4));
  const half = heaps.slice(Math.floor(heaps.length / 2), -last.length);
  return [
    {
      what: 'soak: heap in the third quarter',
      unit: 'MiB',
      ...summarize(half.length > 0 ? half : heaps),
    },
    { what: 'soak: heap in the last quarter', unit: 'MiB', ...summarize(last) },
  ];
}

function once(value: number): Summary {
  return { median: value, low: value, high: value };
}

async function tidyUp(prefix: string): Promise<void> {
  const pool = new Pool({
    connectionString: process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test',
  });
  await pool.query(`DROP TABLE IF EXISTS ${prefix}callbacks, ${prefix}effects`);
  await pool.end();
  const redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  for await (const keys of redis.scanStream({ match: 'bench_*', count: 1_000 })) {
    if ((keys as string[]).length > 0) {
      await redis.unlink(...(keys as string[]));
    }
  }
  await redis.quit();
}
