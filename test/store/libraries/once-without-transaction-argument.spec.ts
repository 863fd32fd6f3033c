/** @needs postgres mariadb */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { createPool, type PoolConnection } from 'mysql2/promise';
import { Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { OnNewPay, type NewPayPaidEvent } from '../../../lib/index.js';
import { MySqlCallbackStore } from '../../../lib/mysql/index.js';
import { PostgresCallbackStore } from '../../../lib/postgres/index.js';
import { paidEvent } from '../../../lib/testing/index.js';
import { ACKNOWLEDGED, rejected } from '../../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../../support/host-app.js';
import { mysqlUrl, postgresUrl } from '../../support/services.js';
import { paymentFields, signedBody } from '../../support/signed-callback.js';
import { callUntyped, untyped } from '../../support/untyped.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const shipments = `${tablePrefix}shipments`;
const pool = new Pool({ connectionString: postgresUrl });
const dataSource = new DataSource({ type: 'postgres', url: postgresUrl });

/** The transaction that is open, as continuation-local storage holds it; otherwise all connections. */
const current = new AsyncLocalStorage<EntityManager>();
const manager = () => current.getStore() ?? dataSource.manager;
const store = new PostgresCallbackStore(pool, { tablePrefix, transaction: manager });

/** What the next listener does after its work. */
let afterWork: () => void;

const ship = async ({ orderNo }: NewPayPaidEvent): Promise<void> => {
  await manager().query(`INSERT INTO ${shipments} VALUES ($1)`, [orderNo]);
};

@Injectable()
class ShippingListener {
  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await dataSource.transaction((transaction) =>
      current.run(transaction, async () => {
        await store.once(event, 'ship', () => ship(event));
        afterWork();
      }),
    );
  }
}

@Injectable()
class ListenerWithoutTransaction {
  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await store.once(event, 'ship', () => ship(event));
  }
}

async function shipped(orderNo: string): Promise<number> {
  return (await pool.query(`SELECT FROM ${shipments} WHERE order_no = $1`, [orderNo])).rows.length;
}

beforeAll(async () => {
  await dataSource.initialize();
  await store.createTables();
  await pool.query(`CREATE TABLE ${shipments} (order_no text)`);
});

afterAll(async () => {
  await pool.query(`DROP TABLE ${shipments}, ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
  await dataSource.destroy();
});

describe.each(PLATFORMS)('once() in the current transaction on %s', (platform) => {
  let host: HostApp;
  let orderNo: string;

  const start = async (listener: typeof ShippingListener | typeof ListenerWithoutTransaction) => {
    host = await startHostApp({ platform, options: { store }, providers: [listener] });
  };
  const deliver = () => host.postCallback(signedBody(paymentFields({ orderNo })));

  beforeEach(() => {
    orderNo = randomUUID();
    afterWork = () => undefined;
  });
  afterEach(() => host.app.close());

  it('runs the work in the transaction of the listener, once', async () => {
    await start(ShippingListener);
    expect(await deliver()).toEqual(ACKNOWLEDGED);
    await pool.query(`DELETE FROM ${tablePrefix}callbacks`);
    expect(await deliver()).toEqual(ACKNOWLEDGED);
    expect(await shipped(orderNo)).toBe(1);
  });

  it('rolls the work and its record back with the listener', async () => {
    await start(ShippingListener);
    afterWork = () => {
      throw new Error('no parcel');
    };
    expect(await deliver()).toEqual(rejected(500));
    expect(await shipped(orderNo)).toBe(0);

    afterWork = () => undefined;
    expect(await deliver()).toEqual(ACKNOWLEDGED);
    expect(await shipped(orderNo)).toBe(1);
  });

  it('does not acknowledge the callback if the listener has no transaction, and says why', async () => {
    await start(ListenerWithoutTransaction);
    expect(await deliver()).toEqual(rejected(500));
    expect(await shipped(orderNo)).toBe(0);
    expect(host.logger.textsOf('error').join('\n')).toContain(
      'once() needs a transaction, and the one of the option "transaction" is not open: start one around once()',
    );
  });
});

describe('once() without its transaction', () => {
  const event = paidEvent({ orderNo: 'A1001' });
  const work = () => undefined;

  it('says that the store has no option for it', async () => {
    const plain = new PostgresCallbackStore(pool, { tablePrefix });
    await expect(plain.once(event, 'ship', work)).rejects.toThrow(
      new TypeError(
        'once() needs a transaction: pass it as the first argument, or set the option "transaction" of the store',
      ),
    );
  });

  it.each([undefined, null])('says that the option returned %s', async (none) => {
    const without = new PostgresCallbackStore(pool, { tablePrefix, transaction: () => none });
    await expect(without.once(event, 'ship', work)).rejects.toThrow(
      new TypeError(
        `once() needs a transaction, and the option "transaction" returned ${String(none)}: start one around once()`,
      ),
    );
  });

  it.each([
    [[pool, event, 'ship']],
    [[event, 'ship']],
    [[pool, event]],
    [[event]],
    [[pool, event, 6, work]],
    [[]],
  ])('takes no incomplete arguments %#', async (given) => {
    const both = new PostgresCallbackStore(pool, { tablePrefix, transaction: () => pool });
    await expect(callUntyped(both, 'once', ...given)).rejects.toThrow(
      new TypeError(
        'once() needs a transaction, an event, the name of the effect and a function: once(transaction, event, "ship", () => …)',
      ),
    );
  });

  it.each([[[pool, event]], [[pool, event, undefined, work]]])(
    'says so also without the option: %#',
    async (given) => {
      const plain = new PostgresCallbackStore(pool, { tablePrefix });
      await expect(callUntyped(plain, 'once', ...given)).rejects.toThrow(
        'once() needs a transaction, an event, the name of the effect and a function: ',
      );
    },
  );

  it('takes no text for an event', async () => {
    const both = new PostgresCallbackStore(pool, { tablePrefix, transaction: () => pool });
    await expect(callUntyped(both, 'once', pool, 'paid', 'ship', work)).rejects.toThrow(
      'This is not an event of nestjs-newpay: ',
    );
  });

  it.each([PostgresCallbackStore, MySqlCallbackStore])(
    '%p takes a function as the option',
    (Store) => {
      expect(() => new Store(pool, { transaction: untyped(pool) })).toThrow(
        new TypeError('transaction must be a function, such as () => txHost.tx'),
      );
    },
  );
});

describe('once() of MySqlCallbackStore in the transaction of an AsyncLocalStorage', () => {
  const mysql = createPool({ uri: mysqlUrl });
  const connections = new AsyncLocalStorage<PoolConnection>();
  const mysqlStore = new MySqlCallbackStore(mysql, {
    tablePrefix,
    transaction: () => connections.getStore(),
  });

  beforeAll(() => mysqlStore.createTables());
  afterAll(async () => {
    await mysql.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
    await mysql.end();
  });

  it('runs the work once, and not if none is open', async () => {
    const event = paidEvent({ orderNo: randomUUID() });
    const connection = await mysql.getConnection();
    const ran: boolean[] = [];
    for (let i = 0; i < 2; i++) {
      await connection.beginTransaction();
      ran.push(
        await connections.run(connection, () => mysqlStore.once(event, 'ship', () => undefined)),
      );
      await connection.commit();
    }
    expect(ran).toEqual([true, false]);

    await expect(
      connections.run(connection, () => mysqlStore.once(event, 'mail', () => undefined)),
    ).rejects.toMatchObject({
      name: 'TypeError',
      message:
        'once() needs a transaction, and the one of the option "transaction" is not open: start one around once()',
    });
    connection.release();
  });
});
