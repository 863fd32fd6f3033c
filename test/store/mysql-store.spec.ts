/** @needs mariadb */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createPool as createCallbackPool } from 'mysql2';
import { createPool } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { NewPayFailedEvent, type NewPayPaidEvent } from '../../lib/index.js';
import { MySqlCallbackStore, type NewPayMySqlClient } from '../../lib/mysql/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { mysqlUrl } from '../support/services.js';
import { until } from '../support/until.js';
import { untyped } from '../support/untyped.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const callbacks = `${tablePrefix}callbacks`;
const database = new URL(mysqlUrl).pathname.slice(1);
const shipments = `${tablePrefix}shipments`;
const pool = createPool({ uri: mysqlUrl, connectionLimit: 10 });
const dataSource = new DataSource({ type: 'mysql', url: mysqlUrl });

beforeAll(async () => {
  // A test may end its pool while the store deletes expired rows.
  Logger.overrideLogger(new RecordingLogger());
  await dataSource.initialize();
  await new MySqlCallbackStore(pool, { tablePrefix }).createTables();
  await pool.query(`CREATE TABLE ${shipments} (order_no VARCHAR(64)) ENGINE=InnoDB`);
});

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${callbacks}, ${tablePrefix}effects, ${shipments}`);
  await pool.end();
  await dataSource.destroy();
});

type InTransaction = (work: (tx: NewPayMySqlClient) => Promise<unknown>) => Promise<unknown>;

async function inTransactionOfMysql2(
  work: (tx: NewPayMySqlClient) => Promise<unknown>,
): Promise<unknown> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    const result = await work(connection);
    await connection.commit();
    return result;
  } catch (error) {
    await connection.rollback();
    throw error;
  } finally {
    connection.release();
  }
}

const libraries: [string, NewPayMySqlClient, InTransaction][] = [
  ['mysql2', pool, inTransactionOfMysql2],
  ['TypeORM', dataSource, (work) => dataSource.transaction(work)],
];

async function rowCount(text: string, values: unknown[]): Promise<number> {
  const [rows] = await pool.query(text, values);
  return Array.isArray(rows) ? rows.length : NaN;
}

const rowsOf = (key: string) => rowCount(`SELECT 1 FROM ${callbacks} WHERE subject = ?`, [key]);

describe.each(libraries)('MySqlCallbackStore with %s', (_library, client) => {
  const store = new MySqlCallbackStore(client, { tablePrefix, lease: 5_000, retention: 60_000 });
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
      const [rows] = await pool.query(
        `SELECT ROUND(TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), lease_until) / 10) AS lease,
          ROUND(TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), expires_at) / 10) AS retention
        FROM ${callbacks} WHERE subject = ?`,
        [key],
      );
      return Object.values(Array.isArray(rows) ? (rows[0] ?? {}) : {}).map(Number);
    };
    const long = new MySqlCallbackStore(client, { tablePrefix, lease: 40_000, retention: 90_000 });
    const longer = new MySqlCallbackStore(client, {
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

describe('MySqlCallbackStore', () => {
  it('takes one statement for each step of a new key', async () => {
    const sent: string[] = [];
    const client: NewPayMySqlClient = {
      query: async (text, values) => {
        sent.push(text);
        return pool.query(text, values);
      },
    };
    const store = new MySqlCallbackStore(client, { tablePrefix });
    const first = await store.claim(randomUUID(), 1);
    expect(first).toMatchObject({ outcome: 'claimed' });
    // The first claim deletes expired rows.
    await until(() => sent.length === 3);
    sent.length = 0;

    const key = randomUUID();
    const claim = await store.claim(key, 1);
    const token = claim.outcome === 'claimed' ? claim.token : '';
    expect(await store.renew(key, token, ['ship'])).toBe(true);
    expect(await store.complete(key, 1, token, 'R1')).toBe(true);

    expect(sent.map((text) => text.split(' ')[0])).toEqual(['INSERT', 'UPDATE', 'UPDATE']);
  });

  it('claims nothing with a retention beyond the dates of the database', async () => {
    const store = new MySqlCallbackStore(pool, { tablePrefix, retention: 2 ** 50 });
    await expect(store.claim(randomUUID(), 1)).rejects.toThrow(
      'The database answered [{"outcome":"retention is too long"',
    );
  });

  it('creates its tables from several instances at once', async () => {
    const name = `${tablePrefix}x_`;
    const store = new MySqlCallbackStore(pool, { tablePrefix: name });
    const together = Promise.all(Array.from({ length: 8 }, () => store.createTables()));
    await expect(together).resolves.toHaveLength(8);
    await pool.query(`DROP TABLE ${name}callbacks, ${name}effects`);
  });

  it('needs no right to create tables when they exist', async () => {
    const user = `u${randomUUID().slice(0, 8)}`;
    await pool.query(`CREATE USER ${user}@'%' IDENTIFIED BY 'secret'`);
    await pool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO ${user}@'%'`);
    const url = new URL(mysqlUrl);
    [url.username, url.password] = [user, 'secret'];
    const limited = createPool({ uri: url.href });
    const store = new MySqlCallbackStore(limited, { tablePrefix });
    await store.createTables();
    expect(await store.claim(randomUUID(), 1)).toMatchObject({ outcome: 'claimed' });
    await limited.end();
    await pool.query(`DROP USER ${user}@'%'`);
  });

  it('survives the loss of its connections, idle and in a transaction', async () => {
    const own = createPool({ uri: mysqlUrl, connectionLimit: 2 });
    const store = new MySqlCallbackStore(own, { tablePrefix });
    await store.find('key');
    const [connections] = await own.query('SELECT CONNECTION_ID() AS id');
    const id = Array.isArray(connections) ? Reflect.get(connections[0] ?? {}, 'id') : undefined;
    await pool.query('KILL ?', [id]);
    await until(() =>
      store.find('key').then(
        () => true,
        () => false,
      ),
    );

    const connection = await own.getConnection();
    await connection.beginTransaction();
    const key = randomUUID();
    const losing = store.once(connection, paidEvent({ orderNo: key }), 'ship', async () => {
      await pool.query('KILL ?', [connection.threadId]);
      await connection.query(`INSERT INTO ${shipments} VALUES (?)`, [key]);
    });
    await expect(losing).rejects.toThrow();
    connection.destroy();
    expect(await rowCount(`SELECT 1 FROM ${shipments} WHERE order_no = ?`, [key])).toBe(0);
    const again = inTransactionOfMysql2((tx) =>
      store.once(tx, paidEvent({ orderNo: key }), 'ship', () => undefined),
    );
    expect(await again).toBe(true);
    await own.end();
  });

  it('says what to do when its tables are missing', async () => {
    const store = new MySqlCallbackStore(pool, { tablePrefix: 'missing_' });
    await expect(store.claim('key', 1)).rejects.toThrow(
      `Table '${database}.missing_callbacks' doesn't exist: call createTables() once to create the tables`,
    );
  });

  it('says so, too, when the error is no text', async () => {
    const failing = { code: 'ER_NO_SUCH_TABLE', toString: () => null };
    const broken = { query: () => Promise.reject(failing), execute: () => Promise.reject(failing) };
    await expect(new MySqlCallbackStore(broken).claim('key', 1)).rejects.toMatchObject({
      name: 'Error',
      message: 'ER_NO_SUCH_TABLE: call createTables() once to create the tables',
      cause: failing,
    });
  });

  it('deletes expired rows, and leaves the others', async () => {
    const current = randomUUID();
    await new MySqlCallbackStore(pool, { tablePrefix }).claim(current, 1);
    const brief = new MySqlCallbackStore(pool, { tablePrefix, retention: 2, lease: 1 });
    const keys = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(keys.map((key) => brief.claim(key, 1)));
    await until(async () => {
      // Each store deletes at its first claim.
      await new MySqlCallbackStore(pool, { tablePrefix }).claim(randomUUID(), 1);
      return (await Promise.all(keys.map(rowsOf))).every((count) => count === 0);
    });
    expect(await rowsOf(current)).toBe(1);
  });

  it('leaves no row of a released claim', async () => {
    const store = new MySqlCallbackStore(pool, { tablePrefix });
    const key = randomUUID();
    const claim = await store.claim(key, 1);
    await store.release(key, claim.outcome === 'claimed' ? claim.token : '');
    expect(await rowsOf(key)).toBe(0);
  });

  it('does not believe connections whose statements are not committed', async () => {
    const manual = createPool({ uri: mysqlUrl, connectionLimit: 1 });
    await manual.query('SET autocommit = 0');
    const store = new MySqlCallbackStore(manual, { tablePrefix });
    await expect(store.claim(randomUUID(), 1)).rejects.toThrow(
      'The database answered [{"outcome":"autocommit is off"',
    );
    await expect(store.createTables()).rejects.toThrow('autocommit is off');
    await manual.end();
  });

  it.each(['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'])(
    'gives one of concurrent claims the key at the isolation level %s',
    async (level) => {
      const strict = createPool({ uri: mysqlUrl, connectionLimit: 8 });
      const connections = await Promise.all(
        Array.from({ length: 8 }, () => strict.getConnection()),
      );
      for (const connection of connections) {
        await connection.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
      }
      const stores = connections.map(
        (connection) => new MySqlCallbackStore(connection, { tablePrefix }),
      );
      for (let i = 0; i < 10; i++) {
        const key = randomUUID();
        const claims = await Promise.all(stores.map((store) => store.claim(key, 1)));
        expect(claims.map(({ outcome }) => outcome).toSorted()).toEqual([
          ...Array.from({ length: 7 }, () => 'busy'),
          'claimed',
        ]);
      }
      for (const connection of connections) {
        connection.release();
      }
      await strict.end();
    },
  );

  it('takes no key that the table would cut, also where the database is not in strict mode', async () => {
    const store = new MySqlCallbackStore(pool, { tablePrefix });
    const key = 'ກ'.repeat(342);
    await expect(store.claim(key, 1)).rejects.toThrow(
      new RangeError(`The key "${key}" has 1026 bytes; the table takes 1024`),
    );
    expect(await store.claim(key.slice(1), 1)).toMatchObject({ outcome: 'claimed' });
  });

  it('keeps keys apart whatever the character set of the connection', async () => {
    const latin = createPool({ uri: mysqlUrl, charset: 'latin1_swedish_ci' });
    const store = new MySqlCallbackStore(latin, { tablePrefix });
    const suffix = randomUUID();
    expect(await store.claim(`ກ${suffix}`, 1)).toMatchObject({ outcome: 'claimed' });
    expect(await store.claim(`ຂ${suffix}`, 1)).toMatchObject({ outcome: 'claimed' });
    const other = new MySqlCallbackStore(pool, { tablePrefix });
    expect(await other.claim(`ກ${suffix}`, 1)).toEqual({ outcome: 'busy' });
    await latin.end();
  });

  it.each(['latin1_swedish_ci', 'sjis_japanese_ci', 'utf8mb4_general_ci'])(
    'returns texts as they were given where the connection has the collation %s',
    async (charset) => {
      const other = createPool({ uri: mysqlUrl, charset });
      const store = new MySqlCallbackStore(other, { tablePrefix });
      const [key, finished] = [randomUUID(), [String.raw`ກີບ.ship \ é 😀`]];
      const first = await store.claim(key, 1);
      await store.release(key, first.outcome === 'claimed' ? first.token : '', finished);
      const second = await store.claim(key, 1);
      expect(second).toMatchObject({ outcome: 'claimed', finished });
      await store.complete(
        key,
        1,
        second.outcome === 'claimed' ? second.token : '',
        'N\u0e81',
        '1',
      );
      expect(await store.find(key)).toEqual({ rank: 1, reference: 'N\u0e81', orderAmt: '1' });
      await other.end();
    },
  );

  it('returns texts as they were given, quotes and backslashes included', async () => {
    const plain = createPool({ uri: mysqlUrl, connectionLimit: 1 });
    await plain.query(`SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'`);
    const store = new MySqlCallbackStore(plain, { tablePrefix });
    const [key, reference] = [randomUUID(), String.raw`N'1\', done_rank = 0 -- `];
    const claim = await store.claim(key, 3);
    const token = claim.outcome === 'claimed' ? claim.token : '';
    expect(await store.complete(key, 3, token, reference, '1.00')).toBe(true);
    const handled = { rank: 3, reference, orderAmt: '1.00' };
    expect(await store.find(key)).toEqual(handled);
    expect(await store.claim(key, 3)).toEqual({ outcome: 'handled', ...handled });
    await plain.end();
  });

  const callbackPool = createCallbackPool(mysqlUrl);
  afterAll(() => callbackPool.end());

  it.each<[string, NewPayMySqlClient, string]>([
    [
      'the callback API of mysql2',
      untyped(callbackPool),
      'The callback API of mysql2 has another query(): pass pool.promise(), or create the pool with mysql2/promise, see docs/stores.md',
    ],
    [
      'a client without query()',
      untyped({ execute: () => undefined }),
      'The client has no method query(text, values), and is not of a known library (mysql2/promise, TypeORM, Prisma, Drizzle, Kysely, MikroORM, Sequelize): pass { query: (text, values) => … }, see docs/stores.md',
    ],
  ])('refuses %s and says what to pass', (_what, client, message) => {
    expect(() => new MySqlCallbackStore(client)).toThrow(new TypeError(message));
  });

  it.each<[string, unknown, string]>([
    ['no list', { affectedRows: 1 }, 'it resolved with {"affectedRows":1}'],
    ['rows as lists', [[['claimed']]], 'it resolved with [[["claimed"]]]'],
    ['nothing', undefined, 'it resolved with undefined'],
  ])('does not take %s for an answer', async (_what, answer, message) => {
    const client: NewPayMySqlClient = {
      query: async (text, values) =>
        text.startsWith('SELECT') ? answer : await pool.query(text, values),
    };
    const store = new MySqlCallbackStore(client, { tablePrefix });
    const key = randomUUID();
    await store.claim(key, 1);
    await expect(store.claim(key, 1)).rejects.toThrow(message);
  });

  it.each(['Shop_', 'a-b', "x'; DROP TABLE y", ''])('takes no table prefix "%s"', (prefix) => {
    expect(() => new MySqlCallbackStore(pool, { tablePrefix: prefix })).toThrow(
      new TypeError(
        'tablePrefix must be lower-case letters, digits and "_", such as "newpay_" or "shop.newpay_"',
      ),
    );
  });

  it('takes no table prefix that makes a name longer than MySQL allows', () => {
    expect(() => new MySqlCallbackStore(pool, { tablePrefix: 'a'.repeat(56) })).toThrow(
      new TypeError(
        'tablePrefix must have at most 55 characters, such as "newpay_": MySQL takes no longer table names',
      ),
    );
  });

  it('retries a statement that lost a deadlock, and says busy when it always loses', async () => {
    let [deadlocks, left] = [0, 3];
    const client: NewPayMySqlClient = {
      query: async (text, values) => {
        if (text.startsWith('INSERT') && left > 0) {
          [deadlocks, left] = [deadlocks + 1, left - 1];
          throw Object.assign(new Error('Deadlock found when trying to get lock'), {
            code: 'ER_LOCK_DEADLOCK',
            errno: 1213,
            sqlState: '40001',
          });
        }
        return pool.query(text, values);
      },
    };
    const store = new MySqlCallbackStore(client, { tablePrefix });
    expect(await store.claim(randomUUID(), 1)).toMatchObject({ outcome: 'claimed' });
    expect(deadlocks).toBe(3);
    left = Infinity;
    expect(await store.claim(randomUUID(), 1)).toEqual({ outcome: 'busy' });
  });
});

describe.each(libraries)('MySqlCallbackStore.once() with %s', (_library, client, inTransaction) => {
  const store = new MySqlCallbackStore(pool, { tablePrefix });
  let orderNo: string;

  beforeEach(() => {
    orderNo = randomUUID();
  });

  const ship = (tx: NewPayMySqlClient) =>
    tx.query(`INSERT INTO ${shipments} VALUES (?)`, [orderNo]);
  const shipped = () => rowCount(`SELECT 1 FROM ${shipments} WHERE order_no = ?`, [orderNo]);

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

  it('runs the work in one of six concurrent transactions', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () =>
        inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx))),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await shipped()).toBe(1);
  });

  it('refuses a pool, where the record would be committed even if the work failed', async () => {
    await expect(
      store.once(client, paidEvent({ orderNo }), 'ship', () => ship(client)),
    ).rejects.toMatchObject({
      name: 'TypeError',
      message:
        'once() needs a transaction, not a pool: start one and pass its connection or manager',
      cause: { code: 'ER_SP_DOES_NOT_EXIST' },
    });
    expect(await shipped()).toBe(0);
    await inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx)));
    expect(await shipped()).toBe(1);
  });

  it('runs several effects at once in one transaction', async () => {
    const ran = await inTransaction((tx) =>
      Promise.all(
        ['ship', 'mail', 'ship'].map((effect) =>
          store.once(tx, paidEvent({ orderNo }), effect, () => ship(tx)),
        ),
      ),
    );
    expect(ran).toEqual([true, true, false]);
    expect(await shipped()).toBe(2);
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

  it('keeps effects, events and orders apart, whatever their case', async () => {
    const failed = new NewPayFailedEvent(paidEvent({ orderNo }));
    await inTransaction(async (tx) => {
      await store.once(tx, failed, 'ship', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo }), 'ship', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo }), 'Ship', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo: `a${orderNo}` }), 'ship', () => ship(tx));
      await store.once(tx, paidEvent({ orderNo: `A${orderNo}` }), 'ship', () => ship(tx));
    });
    expect(await shipped()).toBe(5);
  });

  it('takes no effect whose name the table would cut', async () => {
    const name = 'x'.repeat(256);
    await expect(
      inTransaction((tx) => store.once(tx, paidEvent({ orderNo }), name, () => ship(tx))),
    ).rejects.toThrow(new RangeError(`The effect "${name}" has 256 bytes; the table takes 255`));
    expect(await shipped()).toBe(0);
  });
});
