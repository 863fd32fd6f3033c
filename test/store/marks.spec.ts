/** @needs redis postgres */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { BullMqStore } from '../../lib/bullmq/bullmq-store.js';
import type { NewPayCallbackStore } from '../../lib/index.js';
import { PgBossStore } from '../../lib/pg-boss/pg-boss-store.js';
import { ScriptBatch } from '../../lib/redis/script-batch.js';
import { SET_MARK, type Mark, type MarkingStore } from '../../lib/store/marking-store.interface.js';
import { postgresUrl, redisUrl } from '../support/services.js';

const LEASE = 200;
const times = { lease: LEASE, retention: 60_000 };
const prefix = `test:${randomUUID()}:`;
const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const redis = new Redis(redisUrl, { lazyConnect: true });
const pool = new Pool({ connectionString: postgresUrl });
/** How many scripts or statements were sent. */
let sent = 0;

type Store = NewPayCallbackStore & MarkingStore;

const stores: [name: string, make: (times: { lease: number; retention: number }) => Store][] = [
  [
    'BullMqQueue',
    (options) =>
      new BullMqStore(
        new ScriptBatch((script, keys, args) => {
          sent += 1;
          return redis.eval(script, keys.length, ...keys, ...args);
        }),
        { ...options, prefix },
      ),
  ],
  [
    'PgBossQueue',
    (options) =>
      new PgBossStore(
        {
          query: (text: string, values: unknown[] = []) => {
            sent += 1;
            return pool.query(text, values);
          },
        },
        { ...options, tablePrefix },
      ),
  ],
];

beforeAll(async () => {
  await redis.connect();
  await new PgBossStore(pool, { tablePrefix }).createTables();
});
afterAll(async () => {
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) {
      await redis.unlink(...(keys as string[]));
    }
  }
  await redis.quit();
  await pool.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
});

function newMark(changes: Partial<Mark> = {}): Mark {
  const key = randomUUID();
  const before = { key: `${key}:before`, rank: 3 };
  return { key, rank: 6, reference: 'N1', orderAmt: '50000', before, ...changes };
}

async function handle(store: Store, key: string, rank: number, reference: string): Promise<void> {
  const claim = await store.claim(key, rank);
  await store.complete(key, rank, claim.outcome === 'claimed' ? claim.token : '', reference, '7');
}

describe.each(stores)('The mark of an order in the store of %s', (_name, make) => {
  const store = make(times);

  it('is set once: a repeated call, and one of another payment, find it.', async () => {
    const mark = newMark();
    const found = { outcome: 'handled', rank: 6, reference: 'N1', orderAmt: '50000' };

    expect(await store[SET_MARK](mark)).toEqual({ outcome: 'marked' });
    expect(await store[SET_MARK](mark)).toEqual(found);
    expect(await store[SET_MARK]({ ...mark, reference: 'N2' })).toEqual(found);

    expect(await store.find?.(mark.key)).toEqual({ rank: 6, reference: 'N1', orderAmt: '50000' });
    expect(await store.claim(mark.key, 2)).toEqual(found);
    expect(await store.find?.(mark.before.key)).toBeUndefined();
  });

  it('takes the place of an earlier state, and leaves a later one.', async () => {
    const [late, early] = [newMark(), newMark()];
    await handle(store, late.key, 8, 'N8');
    await handle(store, early.key, 2, 'N0');

    expect(await store[SET_MARK](late)).toMatchObject({ outcome: 'handled', reference: 'N8' });
    expect(await store[SET_MARK](early)).toEqual({ outcome: 'marked' });
    expect(await store.find?.(early.key)).toMatchObject({ rank: 6, reference: 'N1' });
  });

  it('is forgotten after the retention.', async () => {
    const short = make({ lease: LEASE / 2, retention: LEASE });
    const mark = newMark();

    expect(await short[SET_MARK](mark)).toEqual({ outcome: 'marked' });
    await setTimeout(LEASE + 50);

    expect(await short.find?.(mark.key)).toBeUndefined();
    expect(await short[SET_MARK]({ ...mark, reference: 'N2' })).toEqual({ outcome: 'marked' });
  });

  it('is kept for the retention when it takes the place of an earlier state that ends sooner.', async () => {
    const short = make({ lease: LEASE / 2, retention: LEASE });
    const mark = newMark();
    await handle(short, mark.key, 2, 'N0');
    await handle(short, mark.before.key, 3, 'N0');

    expect(await store[SET_MARK](mark)).toMatchObject({ outcome: 'before', reference: 'N0' });
    expect(await store[SET_MARK](newMark({ key: mark.key }))).toEqual({ outcome: 'marked' });
    await setTimeout(LEASE + 50);

    expect(await store.find?.(mark.key)).toMatchObject({ rank: 6 });
    expect(await store[SET_MARK](newMark({ before: mark.before }))).toEqual({ outcome: 'marked' });
  });

  it('is not set while a listener of an earlier state runs, and set when it has ended.', async () => {
    const mark = newMark();
    const running = await store.claim(mark.key, 3);

    expect(await store[SET_MARK](mark)).toEqual({ outcome: 'busy' });
    expect(await store.find?.(mark.key)).toBeUndefined();
    await store.release(mark.key, running.outcome === 'claimed' ? running.token : '', []);

    expect(await store[SET_MARK](mark)).toEqual({ outcome: 'marked' });
  });

  it('is set when the process of that listener has died, whose claim then counts no more.', async () => {
    const mark = newMark();
    const dead = await store.claim(mark.key, 3);
    const token = dead.outcome === 'claimed' ? dead.token : '';
    await setTimeout(LEASE * 1.5);

    expect(await store[SET_MARK](mark)).toEqual({ outcome: 'marked' });
    expect(await store.complete(mark.key, 3, token, 'N0')).toBe(false);
    expect(await store.find?.(mark.key)).toMatchObject({ rank: 6, reference: 'N1' });
  });

  it('is not set while a higher rank is not finished.', async () => {
    const mark = newMark();
    await store.claim(mark.key, 7);
    await setTimeout(LEASE * 1.5);

    expect(await store[SET_MARK](mark)).toEqual({ outcome: 'busy' });
  });

  it('is not set when the order was recorded without a queue, unless with an earlier state.', async () => {
    const [paid, failed] = [newMark(), newMark()];
    await handle(store, paid.before.key, 3, 'N3');
    await handle(store, failed.before.key, 1, 'N0');
    const before = { outcome: 'before', rank: 3, reference: 'N3', orderAmt: '7' };

    expect(await store[SET_MARK](paid)).toEqual(before);
    expect(await store.find?.(paid.key)).toBeUndefined();
    expect(await store[SET_MARK](failed)).toEqual({ outcome: 'marked' });
  });

  it('is sent together with those of other orders, each with its own answer.', async () => {
    const [fresh, busy, done, recorded] = [newMark(), newMark(), newMark(), newMark()];
    await store.claim(busy.key, 3);
    await handle(store, done.key, 6, 'N6');
    await handle(store, recorded.before.key, 3, 'N3');
    sent = 0;

    const answers = await Promise.all(
      [fresh, busy, done, recorded].map((mark) => store[SET_MARK](mark)),
    );

    expect(answers).toMatchObject([
      { outcome: 'marked' },
      { outcome: 'busy' },
      { outcome: 'handled', reference: 'N6' },
      { outcome: 'before', reference: 'N3' },
    ]);
    expect(sent).toBe(1);
  });
});
