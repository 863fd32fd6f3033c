/** @needs postgres mariadb */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from 'mysql2/promise';
import { Pool } from 'pg';
import { MySqlCallbackStore } from '../../lib/mysql/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { rejection } from '../support/rejection.js';
import { mysqlUrl, postgresUrl } from '../support/services.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const postgres = new Pool({ connectionString: postgresUrl });
const mysql = createPool(mysqlUrl);
const inPostgres = new PostgresCallbackStore(postgres, { tablePrefix });
const inMySql = new MySqlCallbackStore(mysql, { tablePrefix });

beforeAll(async () => {
  await inPostgres.createTables();
  await inMySql.createTables();
});

afterAll(async () => {
  await postgres.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await mysql.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await Promise.all([postgres.end(), mysql.end()]);
});

const nothing = (): void => undefined;

const LOST = /^the work of once\(\) has finished, but its transaction is lost: /;

interface Connection {
  query(text: string): Promise<unknown>;
  release(): void;
}

describe('Work of once() that fails, on PostgreSQL,', () => {
  testFailedWork(
    () => postgres.connect(),
    (client, orderNo, work) => inPostgres.once(client, paidEvent({ orderNo }), 'ship', work),
  );

  it('is run again if it has caught the error: PostgreSQL would not commit it, and not say so.', async () => {
    const event = paidEvent({ orderNo: randomUUID() });
    const client = await postgres.connect();
    const ship = (work: () => unknown): Promise<boolean> =>
      inPostgres.once(client, event, 'ship', work);
    await client.query('BEGIN');
    const caught = ship(() => client.query('SELECT 1 / 0').catch(() => undefined));
    const lost = await rejection(caught, Error);
    expect(lost.message).toMatch(LOST);
    expect(lost.cause).toMatchObject({ code: '25P02' });
    const { command } = await client.query('COMMIT');
    await client.query('BEGIN');
    const isRunAgain = await ship(nothing);
    await client.query('COMMIT');
    client.release();

    expect([command, isRunAgain]).toEqual(['ROLLBACK', true]);
  });

  it('is not refused for an error that a savepoint has undone.', async () => {
    const client = await postgres.connect();
    await client.query('BEGIN');
    const isRun = await inPostgres.once(client, paidEvent(), 'ship', async () => {
      await client.query('SAVEPOINT tried');
      await client.query('SELECT 1 / 0').catch(() => client.query('ROLLBACK TO tried'));
    });
    const { command } = await client.query('COMMIT');
    client.release();

    expect([isRun, command]).toEqual([true, 'COMMIT']);
  });
});

describe('Work of once() that fails, on MySQL,', () => {
  testFailedWork(
    () => mysql.getConnection(),
    (client, orderNo, work) => inMySql.once(client, paidEvent({ orderNo }), 'ship', work),
  );
});

function testFailedWork<C extends Connection>(
  connect: () => Promise<C>,
  once: (client: C, orderNo: string, work: () => unknown) => Promise<boolean>,
): void {
  /** Runs `once` in a transaction that is committed, whatever became of the work. */
  async function committed(orderNo: string, work: () => unknown = nothing): Promise<unknown> {
    const client = await connect();
    try {
      await client.query('BEGIN');
      return await once(client, orderNo, work).catch((error: unknown) => error);
    } finally {
      await client.query('COMMIT');
      client.release();
    }
  }

  /** Work that ends its own transaction, after which another one has run the work. */
  async function failedAfter(end: 'ROLLBACK' | 'COMMIT', orderNo: string): Promise<unknown> {
    const client = await connect();
    try {
      await client.query('BEGIN');
      return await once(client, orderNo, async () => {
        await client.query(end);
        await committed(orderNo);
        throw new Error('lost a deadlock');
      }).catch((error: unknown) => error);
    } finally {
      client.release();
    }
  }

  it('is run again.', async () => {
    const orderNo = randomUUID();
    const error = new Error('no stock');

    expect(await committed(orderNo, () => Promise.reject(error))).toBe(error);
    expect(await committed(orderNo)).toBe(true);
    expect(await committed(orderNo)).toBe(false);
  });

  it('is run again after an error of the database.', async () => {
    const orderNo = randomUUID();
    const client = await connect();
    await client.query('BEGIN');
    const failing = once(client, orderNo, () => client.query('SELECT * FROM no_such_table'));
    await expect(failing).rejects.toThrow(/no_such_table/);
    await client.query('COMMIT');
    client.release();

    expect(await committed(orderNo)).toBe(true);
  });

  it('is run again if its transaction was rolled back meanwhile, as by a deadlock.', async () => {
    const orderNo = randomUUID();
    const client = await connect();
    await client.query('BEGIN');
    const rolledBack = once(client, orderNo, () => client.query('ROLLBACK'));
    const lost = await rejection(rolledBack, Error);
    client.release();
    expect(lost.message).toMatch(LOST);
    expect(lost).not.toHaveProperty('cause');

    expect(await committed(orderNo)).toBe(true);
  });

  it.each(['ROLLBACK', 'COMMIT'] as const)(
    'takes back no record of another transaction, after its own has ended (%s).',
    async (end) => {
      const orderNo = randomUUID();

      expect(await failedAfter(end, orderNo)).toEqual(new Error('lost a deadlock'));
      expect(await committed(orderNo)).toBe(false);
    },
  );
}
