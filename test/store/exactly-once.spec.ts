/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { NewPayFailedEvent, type NewPayPaidEvent } from '../../lib/index.js';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { postgresUrl } from '../support/services.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const shipments = `${tablePrefix}shipments`;
const pool = new Pool({ connectionString: postgresUrl });
const dataSource = new DataSource({ type: 'postgres', url: postgresUrl });
const pglite = new PGlite();

type InTransaction = (work: (tx: NewPayQueryable) => Promise<unknown>) => Promise<unknown>;

/** How the users of each library open a transaction, as the documentation shows it. */
const libraries: [string, NewPayQueryable, InTransaction][] = [
  [
    'pg',
    pool,
    async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await work(client);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  ],
  ['TypeORM', dataSource, (work) => dataSource.transaction(work)],
  ['PGlite', pglite, (work) => pglite.transaction((tx) => work(tx))],
  [
    // Prisma's client needs its own engine; what is tested here is the shape of its answers.
    'bare rows, as Prisma returns them',
    pool,
    (work) =>
      dataSource.transaction((manager) =>
        work({ query: (text, values = []) => manager.query(text, values) }),
      ),
  ],
];

beforeAll(() => dataSource.initialize());

afterAll(async () => {
  await pool.query(
    `DROP TABLE IF EXISTS ${shipments}, ${tablePrefix}callbacks, ${tablePrefix}effects`,
  );
  await pool.end();
  await pglite.close();
  await dataSource.destroy();
});

describe.each(libraries)('once() with %s', (_library, client, inTransaction) => {
  let store: PostgresCallbackStore;
  let orderNo: string;

  beforeAll(async () => {
    store = new PostgresCallbackStore(client, { tablePrefix });
    await store.createTables();
    await client.query(`CREATE TABLE IF NOT EXISTS ${shipments} (order_no text)`);
  });

  beforeEach(() => {
    orderNo = randomUUID();
  });

  const ship = (tx: NewPayQueryable) => tx.query(`INSERT INTO ${shipments} VALUES ($1)`, [orderNo]);

  async function shipped(): Promise<number> {
    const text = `SELECT order_no FROM ${shipments} WHERE order_no = $1`;
    const result = await client.query(text, [orderNo]);
    return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows).length;
  }

  it('runs the work the first time, and not again', async () => {
    const ran: boolean[] = [];
    for (let i = 0; i < 3; i++) {
      await inTransaction(async (tx) =>
        ran.push(await store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx))),
      );
    }
    expect(ran).toEqual([true, false, false]);
    expect(await shipped()).toBe(1);
  });

  it('runs the work again after a rollback', async () => {
    const crash = inTransaction(async (tx) => {
      await store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx));
      throw new Error('after the work');
    });
    await expect(crash).rejects.toThrow('after the work');
    expect(await shipped()).toBe(0);
    await inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx)));
    expect(await shipped()).toBe(1);
  });

  it('fails with the work and leaves no record', async () => {
    const failing = inTransaction((tx) =>
      store.once(tx, paidEvent({ orderNo }), 'ship', () => Promise.reject(new Error('no stock'))),
    );
    await expect(failing).rejects.toThrow('no stock');
    await inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx)));
    expect(await shipped()).toBe(1);
  });

  it('runs the work in one of two concurrent transactions', async () => {
    await Promise.all(
      Array.from({ length: 6 }, () =>
        inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx))),
      ),
    );
    expect(await shipped()).toBe(1);
  });

  it('rejects a pool, where the record would be committed even if the work failed', async () => {
    await expect(
      store.once(client, paidEvent({ orderNo }), 'ship', () => ship(client)),
    ).rejects.toThrow(
      new TypeError(
        'once() needs a transaction, not a pool: start one and pass its client or manager',
      ),
    );
    expect(await shipped()).toBe(0);
    await inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx)));
    expect(await shipped()).toBe(1);
  });

  it('does nothing for failed after paid, but runs for paid after failed', async () => {
    const failed = new NewPayFailedEvent(paidEvent({ orderNo }));
    const run = (event: NewPayFailedEvent | NewPayPaidEvent, effect: string) =>
      inTransaction((tx) => store.once(tx, event, effect, () => ship(tx)));
    await run(failed, 'mark-failed');
    await run(paidEvent({ orderNo }), 'mark-paid');
    await run(failed, 'tell');
    expect(await shipped()).toBe(2);
  });

  it('distinguishes effects, events and orders', async () => {
    const failed = new NewPayFailedEvent(paidEvent({ orderNo }));
    await inTransaction(async (tx) => {
      await store.once(tx, failed, 'ship', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo }), 'mail', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo: `${orderNo}2` }), 'ship', () => ship(tx));
    });
    expect(await shipped()).toBe(4);
  });
});
