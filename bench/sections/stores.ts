import { timeOfAsync } from '../measure/repeat.js';
import { Rounds } from '../measure/rounds.js';
import type { Comparison, Figure, Section } from '../section.interface.js';
import type { Handle, StoreContender } from '../stores/contender.js';
import { startMySql } from '../stores/mysql.js';
import { startPostgres } from '../stores/postgres.js';
import { startRedis } from '../stores/redis.js';

/** How many keys are handled at a time. */
const CONCURRENCY = 8;

/** Each store, what is sent without it, and the goal for its CPU. */
export const STORES = [
  { store: 'PostgreSQL', client: 'pg', atMost: 1.3, start: startPostgres },
  { store: 'Redis', client: 'ioredis', atMost: 1.2, start: startRedis },
  { store: 'MySQL', client: 'mysql2', atMost: 1.3, start: startMySql },
] as const;

export const stores: Section = {
  title: 'Callback stores',
  method:
    'CPU time of the app alone for a new key, which is claimed and completed, eight keys at a time. Each store is ' +
    'compared with the two statements or commands that are the minimum for this, sent by the same client with the same ' +
    'values and without any check of the answers: an insertion and an update, and for Redis two `SET`. The MySQL ' +
    'store is measured with MariaDB.',

  async run({ rounds, roundMs }) {
    const figures: Figure[] = [];
    const comparisons: Comparison[] = [];
    for (const { store: name, client, atMost, start } of STORES) {
      const measured = await measureStore(await start(), rounds, roundMs);
      figures.push(
        {
          what: `${name} store: CPU per callback`,
          unit: 'µs',
          ...measured.of('store', 'cpuMicros'),
        },
        {
          what: `two bare statements of ${client}: CPU`,
          unit: 'µs',
          ...measured.of('bare', 'cpuMicros'),
        },
      );
      comparisons.push({
        what: `CPU per callback, ${name} store / two bare statements of ${client}`,
        atMost,
        chart: `${name} store: claim and completion`,
        ...measured.ratio('store', 'bare', 'cpuMicros'),
      });
    }
    return { figures, comparisons };
  },
};

/** Measures a store beside its bare statements, and stops it. */
async function measureStore(
  { store, bare, stop }: StoreContender,
  rounds: number,
  roundMs: number,
): Promise<Rounds> {
  try {
    return await Rounds.run(rounds, {
      store: () => handleMany(store, roundMs),
      bare: () => handleMany(bare, roundMs),
    });
  } finally {
    await stop();
  }
}

let keys = 0;

function handleMany(handle: Handle, ms: number): ReturnType<typeof timeOfAsync> {
  return timeOfAsync(() => handle(`payment::bench:S${++keys}`), { ms, concurrency: CONCURRENCY });
}
