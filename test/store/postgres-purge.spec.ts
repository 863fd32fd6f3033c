/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { postgresUrl } from '../support/services.js';
import { until } from '../support/until.js';

const HOUR = 60 * 60 * 1000;
const pool = new Pool({ connectionString: postgresUrl });
let tablePrefix: string;
let callbacks: string;
let logger: RecordingLogger;

beforeEach(async () => {
  logger = new RecordingLogger();
  Logger.overrideLogger(logger);
  tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
  callbacks = `${tablePrefix}callbacks`;
  await new PostgresCallbackStore(pool, { tablePrefix }).createTables();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await pool.query(`DROP TABLE ${callbacks}, ${tablePrefix}effects`);
});

afterAll(() => pool.end());

async function fill(expired: number, current: number): Promise<void> {
  await pool.query(
    `INSERT INTO ${callbacks} (subject, rank, expires_at)
     SELECT 'expired' || n, 3, now() - interval '1 s' FROM generate_series(1, $1) AS n`,
    [expired],
  );
  await pool.query(
    `INSERT INTO ${callbacks} (subject, rank, expires_at)
     SELECT 'current' || n, 3, now() + interval '1 day' FROM generate_series(1, $1) AS n`,
    [current],
  );
}

async function count(kind: string): Promise<number> {
  const text = `SELECT count(*)::int AS n FROM ${callbacks} WHERE subject LIKE $1 || '%'`;
  const { rows } = await pool.query<{ n: number }>(text, [kind]);
  return rows[0]!.n;
}

/** Of this test's own table: a store of an earlier test may still be deleting rows. */
const warnings = () =>
  logger.lines.filter(({ level, message }) => level === 'warn' && message.includes(callbacks));

describe('An expired row', () => {
  it('is deleted in batches, and no other row is', async () => {
    await fill(2_500, 10);
    const deleted: unknown[] = [];
    const client: NewPayQueryable = {
      query: async (text, values = []) => {
        const result = await pool.query<Record<string, unknown>>(text, values);
        if (text.includes('purged')) {
          deleted.push(result.rows[0]?.['rows']);
        }
        return result;
      },
    };
    await new PostgresCallbackStore(client, { tablePrefix }).claim('a', 3);
    await until(async () => (await count('expired')) === 0);
    await until(() => deleted.length === 3);
    expect(deleted).toEqual([1_000, 1_000, 500]);
    expect(await count('current')).toBe(10);
    expect(warnings()).toEqual([]);
  });

  it('is deleted by several instances at once', async () => {
    await fill(3_000, 10);
    const stores = Array.from(
      { length: 4 },
      () => new PostgresCallbackStore(pool, { tablePrefix }),
    );
    await Promise.all(stores.map((store, i) => store.claim(`${i}`, 3)));
    await until(async () => (await count('expired')) === 0);
    expect(await count('current')).toBe(10);
    expect(warnings()).toEqual([]);
  });

  it('is not deleted when it is claimed again at the same time', async () => {
    await fill(1, 0);
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    const claim = await store.claim('expired1', 3);
    expect(claim).toMatchObject({ outcome: 'claimed', finished: [] });
    await until(() => store.claim('other', 3));
    expect(await store.claim('expired1', 3)).toEqual({ outcome: 'busy' });
    expect(await count('expired')).toBe(1);
  });

  it('does not delay a callback in a pool of one connection', async () => {
    await fill(20_000, 10);
    const single = new Pool({ connectionString: postgresUrl, max: 1 });
    const store = new PostgresCallbackStore(single, { tablePrefix });
    for (let i = 0; i < 5; i++) {
      const claim = await store.claim(`order${i}`, 3);
      const token = claim.outcome === 'claimed' ? claim.token : '';
      expect(await store.complete(`order${i}`, 3, token, 'N1')).toBe(true);
    }
    expect(await count('expired')).toBeGreaterThan(0);
    await until(async () => (await count('expired')) === 0);
    await single.end();
  });

  it('is found by an index', async () => {
    const { rows } = await pool.query<{ indexdef: string }>(
      'SELECT indexdef FROM pg_indexes WHERE tablename = $1',
      [callbacks],
    );
    expect(rows.map(({ indexdef }) => indexdef.replace(/^.* USING /, '')).sort()).toEqual([
      'btree (expires_at)',
      'btree (subject)',
    ]);
  });
});

describe('A deletion that fails', () => {
  it.each<[string, unknown, string]>([
    [
      'an error',
      new Error('canceling statement due to statement timeout'),
      'canceling statement due to statement timeout',
    ],
    ['a text', 'permission denied', 'permission denied'],
    ['nothing', undefined, 'undefined'],
    ['an object that is no text', Object.create(null), 'something that cannot be shown as text'],
    ['a line of its own', new Error('a\nERROR b'), String.raw`a\u{a}ERROR b`],
  ])(
    'with %s is logged once until a deletion succeeds, and callbacks are handled meanwhile',
    async (_what, fault, reason) => {
      let now = 0;
      let purges = 0;
      let fails = true;
      jest.spyOn(performance, 'now').mockImplementation(() => now);
      const client: NewPayQueryable = {
        query: (text, values = []) => {
          if (text.includes('purged')) {
            purges++;
            if (fails) {
              // Foreign code may reject with anything.
              return Promise.reject(fault);
            }
          }
          return pool.query(text, values);
        },
      };
      const store = new PostgresCallbackStore(client, { tablePrefix });
      const claimAt = async (moment: number, expected: number) => {
        now = moment;
        expect(await store.claim(randomUUID(), 3)).toMatchObject({ outcome: 'claimed' });
        await until(() => purges === expected);
        // What follows a failure is logged before the next turn.
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      const warning = `Expired rows of ${callbacks} could not be deleted: ${reason}. The table grows; the next attempt is in an hour. Grant DELETE to the role, and call createTables() once to create the index.`;
      await claimAt(0, 1);
      expect(warnings().map(({ message }) => message)).toEqual([warning]);
      expect(warnings()[0]?.context).toBe('PostgresCallbackStore');
      await claimAt(HOUR - 1, 1);
      await claimAt(HOUR, 2);
      expect(warnings()).toHaveLength(1);
      fails = false;
      await claimAt(2 * HOUR, 3);
      fails = true;
      await claimAt(3 * HOUR, 4);
      expect(warnings()).toHaveLength(2);
    },
  );

  it('is logged too when an adapter returns something else', async () => {
    const client: NewPayQueryable = {
      query: async (text, values = []) =>
        text.includes('purged') ? [{ outcome: 'purged', rows: 'many' }] : pool.query(text, values),
    };
    await new PostgresCallbackStore(client, { tablePrefix }).claim('a', 3);
    await until(() => warnings().length > 0);
    expect(warnings()[0]?.message).toContain('[{"outcome":"purged","rows":"many"}] to "purge"');
  });
});
