/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool, type PoolClient } from 'pg';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { runCallbackStoreContract } from '../../lib/testing/store-contract/callback-store-contract.js';
import { declaredAtOnce } from '../support/at-once.js';
import { postgresUrl } from '../support/services.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const pool = new Pool({ connectionString: postgresUrl });

type Rows = Record<string, unknown>[];

/** What the queries are sent to: the pool, or the transaction of a test. */
let database: Pick<PoolClient, 'query'> = pool;

/** The rows of a query, changed as a library returns them. */
const returning =
  (change: (rows: Rows) => unknown): NewPayQueryable['query'] =>
  async (text, values = []) =>
    change((await database.query<Record<string, unknown>>(text, values)).rows);

const renamed = (rename: (name: string) => string) => (rows: Rows) =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [rename(name), value])),
  );

/** A row of which the numbers, and the texts, are of another type. */
function mapped(
  row: Record<string, unknown>,
  ofNumber: (value: number) => unknown,
  ofText: (value: string) => unknown = (value) => value,
): Record<string, unknown> {
  const values = Object.entries(row).map(([name, value]) => {
    if (typeof value === 'number') {
      return [name, ofNumber(value)];
    }
    return [name, typeof value === 'string' ? ofText(value) : value];
  });
  return Object.fromEntries(values) as Record<string, unknown>;
}

/** How each library answers, by the adapter that docs/stores.md shows or its own `query`. */
const SHAPES: readonly [string, NewPayQueryable['query']][] = [
  ['rows in a result, as pg and Kysely', returning((rows) => ({ rows, rowCount: rows.length }))],
  ['bare rows, as Prisma, TypeORM and Sequelize with a type', returning((rows) => rows)],
  [
    'an array with fields of its own, as postgres.js',
    returning((rows) => Object.assign([...rows], { count: rows.length, command: 'SELECT' })),
  ],
  ['names in capitals', returning(renamed((name) => name.toUpperCase()))],
  [
    'names with a capital',
    returning(renamed((name) => name.replace(/^./, (c) => c.toUpperCase()))),
  ],
  ['numbers as texts', returning((rows) => rows.map((row) => mapped(row, (value) => `${value}`)))],
  [
    'numbers as bigints, texts as bytes',
    returning((rows) => rows.map((row) => mapped(row, BigInt, (text) => Buffer.from(text)))),
  ],
  [
    'rows without a prototype',
    returning((rows) => rows.map((row) => Object.assign(Object.create(null), row))),
  ],
  [
    // As Drizzle's adapter does: the parameters are taken out of the text and put in again.
    'parameters that are put in anew',
    async (text, values = []) => {
      const order: number[] = [];
      const anew = text.replaceAll(/\$(\d+)/g, (_all, n: string) => `$${order.push(Number(n))}`);
      return database.query(
        anew,
        order.map((n) => values[n - 1]),
      );
    },
  ],
];

beforeAll(() => new PostgresCallbackStore(pool, { tablePrefix }).createTables());

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
});

describe.each(SHAPES)('A client that returns %s', (_what, query) => {
  it('can create the tables', async () => {
    await expect(
      new PostgresCallbackStore({ query }, { tablePrefix }).createTables(),
    ).resolves.toBe(undefined);
  });

  it('can record an effect once, and take back the record of work that has failed', async () => {
    const store = new PostgresCallbackStore({ query }, { tablePrefix });
    const event = paidEvent({ orderNo: randomUUID() });
    const client = await pool.connect();
    const committed = async (work: () => unknown): Promise<unknown> => {
      await client.query('BEGIN');
      try {
        return await store.once({ query }, event, 'ship', work).catch(String);
      } finally {
        await client.query('COMMIT');
      }
    };
    database = client;
    try {
      expect([
        await committed(() => Promise.reject(new Error('no stock'))),
        await committed(() => undefined),
        await committed(() => undefined),
      ]).toEqual(['Error: no stock', true, false]);
    } finally {
      database = pool;
      client.release();
    }
  });

  // Begins after the test above, whose transaction is its own.
  describe('keeps the contract', () => {
    declaredAtOnce((declare) =>
      runCallbackStoreContract({
        it: declare,
        createStore: (options) => new PostgresCallbackStore({ query }, { tablePrefix, ...options }),
      }),
    );
  });
});
