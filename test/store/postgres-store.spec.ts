/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { NewPayFailedEvent } from '../../lib/index.js';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { postgresUrl } from '../support/services.js';
import { until } from '../support/until.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const callbacks = `${tablePrefix}callbacks`;
const pool = new Pool({ connectionString: postgresUrl });
const dataSource = new DataSource({ type: 'postgres', url: postgresUrl });

beforeAll(async () => {
  await dataSource.initialize();
  await new PostgresCallbackStore(pool, { tablePrefix }).createTables();
});

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${callbacks}, ${tablePrefix}effects`);
  await pool.end();
  await dataSource.destroy();
});

const libraries: [string, NewPayQueryable][] = [
  ['pg', pool],
  ['TypeORM', dataSource],
];

async function rowsOf(key: string): Promise<number | null> {
  return (await pool.query(`SELECT 1 FROM ${callbacks} WHERE subject = $1`, [key])).rowCount;
}

describe.each(libraries)('PostgresCallbackStore with %s', (_library, client) => {
  const store = new PostgresCallbackStore(client, { tablePrefix, lease: 5_000, retention: 60_000 });
  let key: string;

  beforeEach(() => {
    key = randomUUID();
  });

  async function claimed(rank = 3): Promise<string> {
    const claim = await store.claim(key, rank);
    expect(claim).toMatchObject({ outcome: 'claimed' });
    return claim.outcome === 'claimed' ? claim.token : '';
  }

  it('records what was completed, and answers it from then on', async () => {
    expect(await store.find(key)).toBeUndefined();
    const token = await claimed();
    expect(await store.claim(key, 3)).toEqual({ outcome: 'busy' });
    expect(await store.find(key)).toBeUndefined();
    expect(await store.renew(key, token, ['ship'])).toBe(true);
    expect(await store.complete(key, 3, token, 'N1', '50000')).toBe(true);

    const handled = { rank: 3, reference: 'N1', orderAmt: '50000' };
    expect(await store.find(key)).toEqual(handled);
    expect(await store.claim(key, 3)).toEqual({ outcome: 'handled', ...handled });
    expect(await store.renew(key, token, [])).toBe(false);
    expect(await store.complete(key, 3, token, 'N2')).toBe(true);
    expect(await store.complete(key, 3, 'other', 'N2')).toBe(false);
    expect(await store.find(key)).toEqual(handled);
  });

  it('records a completion without an amount', async () => {
    expect(await store.complete(key, 3, await claimed(), 'N1')).toBe(true);
    expect(await store.find(key)).toEqual({ rank: 3, reference: 'N1', orderAmt: undefined });
  });

  it('keeps the finished listeners of a claim that was released, unless others are named', async () => {
    const first = await claimed();
    await store.renew(key, first, ['ship']);
    await store.release(key, first);
    const second = await store.claim(key, 3);
    expect(second).toMatchObject({ outcome: 'claimed', finished: ['ship'] });
    await store.release(key, second.outcome === 'claimed' ? second.token : '', ['ship', 'mail']);
    const third = await store.claim(key, 3);
    expect(third).toMatchObject({ outcome: 'claimed', finished: ['ship', 'mail'] });
    await store.release(key, third.outcome === 'claimed' ? third.token : '', []);
    expect(await rowsOf(key)).toBe(0);
  });

  it('holds a claim for its lease, and keeps it for its retention', async () => {
    const timesOf = async () => {
      const { rows } = await pool.query<Record<string, unknown>>(
        `SELECT round(extract(epoch FROM lease_until - now()) / 10) AS lease,
          round(extract(epoch FROM expires_at - now()) / 10) AS retention
        FROM ${callbacks} WHERE subject = $1`,
        [key],
      );
      return Object.values(rows[0] ?? {}).map(Number);
    };
    const long = new PostgresCallbackStore(client, {
      tablePrefix,
      lease: 40_000,
      retention: 90_000,
    });
    const longer = new PostgresCallbackStore(client, {
      tablePrefix,
      lease: 60_000,
      retention: 140_000,
    });
    const claim = await long.claim(key, 3);
    const token = claim.outcome === 'claimed' ? claim.token : '';
    expect(await timesOf()).toEqual([4, 9]);
    await longer.renew(key, token, []);
    expect(await timesOf()).toEqual([6, 14]);
    await long.complete(key, 3, token, 'N1');
    expect(await timesOf()).toEqual([0, 9]);
  });
});

describe('PostgresCallbackStore', () => {
  it('creates its tables from several instances at once', async () => {
    const name = `${tablePrefix}x_`;
    const store = new PostgresCallbackStore(pool, { tablePrefix: name });
    const together = Promise.all(Array.from({ length: 8 }, () => store.createTables()));
    await expect(together).resolves.toHaveLength(8);
    await pool.query(`DROP TABLE ${name}callbacks, ${name}effects`);
  });

  it('deletes expired rows', async () => {
    const first = new PostgresCallbackStore(pool, { tablePrefix, retention: 2, lease: 1 });
    await first.claim('expired', 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await new PostgresCallbackStore(pool, { tablePrefix }).claim('another', 1);
    const count = async () => {
      const text = `SELECT 1 FROM ${tablePrefix}callbacks WHERE subject = 'expired'`;
      return (await pool.query(text)).rowCount;
    };
    for (let i = 0; i < 50 && (await count()) !== 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await count()).toBe(0);
  });

  it('leaves no row of a released claim', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    const subject = randomUUID();
    const claim = await store.claim(subject, 1);
    await store.release(subject, (claim as { token: string }).token);
    const text = `SELECT 1 FROM ${tablePrefix}callbacks WHERE subject = $1`;
    expect((await pool.query(text, [subject])).rowCount).toBe(0);
  });

  it('answers busy to concurrent claims that lost above read committed', async () => {
    const options = '-c default_transaction_isolation=serializable';
    const strict = new Pool({ connectionString: postgresUrl, options });
    const store = new PostgresCallbackStore(strict, { tablePrefix });
    for (let i = 0; i < 10; i++) {
      const subject = randomUUID();
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(subject, 1)));
      expect(claims.map(({ outcome }) => outcome).sort()).toEqual([
        ...Array.from({ length: 7 }, () => 'busy'),
        'claimed',
      ]);
    }
    await strict.end();
  });

  it('names its tables newpay_callbacks and newpay_effects by default', async () => {
    const other = new PGlite();
    await new PostgresCallbackStore(other).createTables();
    const { rows } = await other.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    expect(rows).toEqual([{ tablename: 'newpay_callbacks' }, { tablename: 'newpay_effects' }]);
    await other.close();
  });

  it('has the outcome busy when a claim loses every conflict, and reports any other error', async () => {
    const failing = (code: string) =>
      new PostgresCallbackStore({
        query: () => Promise.reject(Object.assign(new Error(`refused: ${code}`), { code })),
      });
    expect(await failing('40001').claim('key', 3)).toEqual({ outcome: 'busy' });
    await expect(failing('57014').claim('key', 3)).rejects.toThrow('refused: 57014');
    await expect(failing('40001').complete('key', 3, 'token', 'N1')).rejects.toThrow(
      'refused: 40001',
    );
  });

  it('creates the tables although another instance has a conflict with it', async () => {
    let conflicts = 3;
    const client: NewPayQueryable = {
      query: async (text, values) => {
        if (conflicts > 0) {
          conflicts--;
          throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        }
        return pool.query(text, values);
      },
    };
    await new PostgresCallbackStore(client, { tablePrefix }).createTables();
    expect(conflicts).toBe(0);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'fails',
      () => Promise.reject(new Error('permission denied')),
      ': permission denied. The table',
    ],
    [
      'has a wrong answer',
      async () => [{ outcome: 'purged', rows: 'many' }],
      '"rows":"many"}] to "purge": ',
    ],
  ])('logs that the deletion of expired rows %s', async (_what, answer, text) => {
    const logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    const client: NewPayQueryable = {
      query: async (statement, values) =>
        statement.includes('purged') ? answer() : pool.query(statement, values),
    };
    await new PostgresCallbackStore(client, { tablePrefix }).claim(randomUUID(), 3);
    await until(() => logger.lines.length > 0);
    expect(logger.lines[0]).toMatchObject({
      level: 'warn',
      message: expect.stringContaining(`Expired rows of ${callbacks} could not be deleted`),
      context: 'PostgresCallbackStore',
    });
    expect(logger.lines[0]?.message).toContain(text);
  });
});

describe('PostgresCallbackStore with several keys in one statement', () => {
  const store = new PostgresCallbackStore(pool, { tablePrefix, lease: 40_000, retention: 90_000 });
  const [first, second, third] = ['t1', 't2', 't3'];
  let keys: [string, string, string];

  beforeEach(() => {
    keys = [randomUUID(), randomUUID(), randomUUID()];
  });

  const claimAll = (rank: number, token = first) =>
    store.claimAll(keys.map((key) => ({ key, rank, token: `${token}${key.slice(0, 8)}` })));
  const call = (index: number, rank: number, token: string, orderAmt?: string) => ({
    key: keys[index]!,
    rank,
    token,
    reference: `N${index}`,
    orderAmt,
  });
  const handledAs = (index: number, rank: number, orderAmt?: string) => ({
    outcome: 'handled',
    rank,
    reference: `N${index}`,
    orderAmt,
  });

  it('claims, finds and completes each by itself', async () => {
    expect(await store.claimAs({ key: keys[1], rank: 3, token: second })).toMatchObject({
      outcome: 'claimed',
    });
    expect(await store.completeAs(call(1, 3, second, '50000'))).toBe(true);
    const token = `${first}${keys[0].slice(0, 8)}`;

    expect(await claimAll(3)).toEqual([
      { outcome: 'claimed', token, finished: [] },
      handledAs(1, 3, '50000'),
      { outcome: 'claimed', token: `${first}${keys[2].slice(0, 8)}`, finished: [] },
    ]);
    expect(await claimAll(3, third)).toMatchObject([
      { outcome: 'busy' },
      { outcome: 'handled' },
      { outcome: 'busy' },
    ]);
    expect(
      await store.completeAll([call(0, 3, token), call(2, 3, 'other'), call(1, 3, second)]),
    ).toEqual([true, false, true]);
    expect(await store.findAll(keys.map((key) => ({ key })))).toEqual([
      { rank: 3, reference: 'N0', orderAmt: undefined },
      { rank: 3, reference: 'N1', orderAmt: '50000' },
      undefined,
    ]);
  });

  it('holds them for the lease, and keeps them for the retention', async () => {
    const timesOf = async () => {
      const { rows } = await pool.query<Record<string, unknown>>(
        `SELECT round(extract(epoch FROM lease_until - now()) / 10) AS lease,
          round(extract(epoch FROM expires_at - now()) / 10) AS retention
        FROM ${callbacks} WHERE subject = ANY ($1)`,
        [keys],
      );
      return rows.map((row) => Object.values(row).map(Number));
    };
    await claimAll(3);
    expect(await timesOf()).toEqual([
      [4, 9],
      [4, 9],
      [4, 9],
    ]);
    const longer = new PostgresCallbackStore(pool, { tablePrefix, retention: 140_000 });
    await longer.completeAll(keys.map((key, i) => call(i, 3, `${first}${key.slice(0, 8)}`)));
    expect(await timesOf()).toEqual([
      [0, 14],
      [0, 14],
      [0, 14],
    ]);
    await store.markAll([0, 1, 2].map((index) => markOf(index, 6)));
    expect(await timesOf()).toEqual([
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
  });

  const markOf = (index: number, rank: number) => ({
    ...call(index, rank, first, '7'),
    beforeKey: `${keys[index]!}:before`,
    beforeRank: 3,
  });

  it('marks each by itself', async () => {
    expect(await store.markOne(markOf(0, 6))).toEqual({ outcome: 'marked' });
    await store.claimAs({ key: keys[1], rank: 3, token: second });
    const before = `${keys[2]}:before`;
    await store.claimAs({ key: before, rank: 3, token: third });
    await store.completeAs({ ...call(2, 3, third), key: before });

    expect(await store.markOne(markOf(0, 6))).toEqual(handledAs(0, 6, '7'));
    expect(await store.markAll([0, 1, 2].map((index) => markOf(index, 6)))).toEqual([
      handledAs(0, 6, '7'),
      { outcome: 'busy' },
      { ...handledAs(2, 3), outcome: 'before' },
    ]);
  });

  it('deletes expired rows, and says busy for a mark that loses every conflict', async () => {
    const sent: string[] = [];
    const counting: NewPayQueryable = {
      query: async (text, values) => {
        sent.push(text);
        return pool.query(text, values);
      },
    };
    await new PostgresCallbackStore(counting, { tablePrefix }).claimAll([
      { key: keys[0], rank: 3, token: first },
    ]);
    await until(() => sent.some((text) => text.includes('purged')));

    const failing = (code: string) =>
      new PostgresCallbackStore({
        query: () => Promise.reject(Object.assign(new Error(`refused: ${code}`), { code })),
      });
    expect(await failing('40P01').markOne(markOf(0, 6))).toEqual({ outcome: 'busy' });
    await expect(failing('57014').markOne(markOf(0, 6))).rejects.toThrow('refused: 57014');
  });
});

describe('PostgresCallbackStore.once()', () => {
  const store = new PostgresCallbackStore(pool, { tablePrefix });
  let orderNo: string;

  beforeEach(() => {
    orderNo = randomUUID();
  });

  async function inTransaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  const once = (effect: string, work: () => unknown = () => undefined) =>
    inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), effect, work));

  it('runs each effect once', async () => {
    expect([await once('ship'), await once('ship'), await once('mail')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('runs an effect again whose transaction was rolled back', async () => {
    await expect(once('ship', () => Promise.reject(new Error('no stock')))).rejects.toThrow(
      'no stock',
    );
    expect(await once('ship')).toBe(true);
  });

  it('does nothing for failed after paid, but runs for paid after failed', async () => {
    const failed = new NewPayFailedEvent(paidEvent({ orderNo }));
    const fail = (effect: string) =>
      inTransaction((tx) => store.once(tx, failed, effect, () => undefined));
    expect(await fail('tell')).toBe(true);
    expect(await once('ship')).toBe(true);
    expect(await fail('cancel')).toBe(false);
  });

  it('refuses a pool, and leaves no record', async () => {
    await expect(store.once(pool, paidEvent({ orderNo }), 'ship', () => undefined)).rejects.toThrow(
      new TypeError(
        'once() needs a transaction, not a pool: start one and pass its client or manager',
      ),
    );
    expect(await once('ship')).toBe(true);
  });

  it('says what to do when its table is missing', async () => {
    const missing = new PostgresCallbackStore(pool, { tablePrefix: 'missing_' });
    const failing = inTransaction((tx) =>
      missing.once(tx, paidEvent({ orderNo }), 'ship', () => undefined),
    );
    await expect(failing).rejects.toMatchObject({
      name: 'Error',
      message:
        'relation "missing_effects" does not exist: call createTables() once to create the tables',
      cause: { code: '42P01' },
    });
  });

  it('says that its transaction is lost, with the answer of the database', async () => {
    await expect(
      inTransaction((tx) =>
        store.once(tx, paidEvent({ orderNo }), 'ship', () =>
          tx.query('SELECT 1 / 0').catch(() => undefined),
        ),
      ),
    ).rejects.toMatchObject({
      message: expect.stringContaining('its transaction is lost'),
      cause: { code: '25P02' },
    });
  });

  it('reports another error of the database after the work', async () => {
    const away = new Error('Connection terminated');
    await expect(
      inTransaction((tx) => {
        let isOver = false;
        const ending: NewPayQueryable = {
          query: (text, values) => (isOver ? Promise.reject(away) : tx.query(text, values)),
        };
        return store.once(ending, paidEvent({ orderNo }), 'ship', () => {
          isOver = true;
        });
      }),
    ).rejects.toBe(away);
  });
});
