/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { OnNewPay, type NewPayPaidEvent } from '../../lib/index.js';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { paidEvent } from '../../lib/testing/index.js';
import { postgresUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const isolated = (level: string) =>
  new Pool({
    connectionString: postgresUrl,
    options: `-c default_transaction_isolation=${level.replace(' ', String.raw`\ `)}`,
  });
const pools = {
  serializable: isolated('serializable'),
  'repeatable read': isolated('repeatable read'),
};

beforeAll(() => new PostgresCallbackStore(pools.serializable, { tablePrefix }).createTables());

afterAll(async () => {
  await pools.serializable.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await Promise.all(Object.values(pools).map((pool) => pool.end()));
});

/** How often each order was shipped and mailed. */
@Injectable()
class Effects {
  readonly shipped: string[] = [];
  readonly mailed: string[] = [];

  @OnNewPay('paid')
  async ship({ orderNo }: NewPayPaidEvent): Promise<void> {
    this.shipped.push(orderNo);
  }

  @OnNewPay('paid')
  async mail({ orderNo }: NewPayPaidEvent): Promise<void> {
    this.mailed.push(orderNo);
  }
}

describe.each(Object.entries(pools))('above read committed, with %s', (level, pool) => {
  it('is what the connections run', async () => {
    const { rows } = await pool.query('SHOW transaction_isolation');
    expect(rows).toEqual([{ transaction_isolation: level }]);
  });

  it('One of concurrent claims wins, and the others are busy.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    for (let i = 0; i < 10; i++) {
      const key = randomUUID();
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(key, 1)));
      expect(claims.map(({ outcome }) => outcome).sort()).toEqual([
        ...Array.from({ length: 7 }, () => 'busy'),
        'claimed',
      ]);
    }
  });

  it('A claim is renewed, completed and released while others try to get it.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const key = randomUUID();
        const claim = await store.claim(key, 3);
        const token = claim.outcome === 'claimed' ? claim.token : '';
        const wanted = Promise.all(Array.from({ length: 4 }, () => store.claim(key, 3)));
        const renewed = await store.renew(key, token, ['ship']);
        const ended =
          i % 2 === 0
            ? await store.complete(key, 3, token, 'N1')
            : (await store.release(key, token, ['ship']), true);
        await wanted;
        return [renewed, ended];
      }),
    );
    expect(new Set(outcomes.flat())).toEqual(new Set([true]));
  });

  it('Tables can be created by several instances at once.', async () => {
    const prefix = `${tablePrefix}${level[0]}_`;
    const stores = Array.from(
      { length: 6 },
      () => new PostgresCallbackStore(pool, { tablePrefix: prefix }),
    );
    const together = Promise.all(stores.map((store) => store.createTables()));
    await expect(together).resolves.toHaveLength(6);
    await pool.query(`DROP TABLE ${prefix}callbacks, ${prefix}effects`);
  });

  describe.each(PLATFORMS)('on %s', (platform) => {
    let host: HostApp;

    afterEach(() => host.app.close());

    it('handles many orders with concurrent duplicates, each of them once', async () => {
      const store = new PostgresCallbackStore(pool, { tablePrefix });
      host = await startHostApp({ platform, options: { store }, providers: [Effects] });
      const orders = Array.from({ length: 60 }, () => randomUUID());
      const bodies = orders.map((orderNo) => signedBody(paymentFields({ orderNo })));
      const deliver = async (body: string) => (await host.postCallback(body)).status;
      const statuses = await Promise.all(
        bodies.flatMap((body) => Array.from({ length: 5 }, () => deliver(body))),
      );
      // 409: another delivery had it at that moment. Nothing was out of reach.
      expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
      const repeated = await Promise.all(bodies.map((body) => deliver(body)));
      expect(repeated.filter((status) => status !== 200)).toEqual([]);
      const { shipped, mailed } = host.app.get(Effects);
      expect([...shipped].sort()).toEqual([...orders].sort());
      expect([...mailed].sort()).toEqual([...orders].sort());
    });
  });
});

/** What each library throws when the database has refused a statement with this code. */
const WRAPPINGS: readonly [string, (code: string) => unknown][] = [
  ['pg', (code) => Object.assign(new Error('refused'), { code })],
  ['TypeORM', (code) => Object.assign(new Error('refused'), { driverError: { code } })],
  [
    'Sequelize',
    (code) => Object.assign(new Error('refused'), { parent: { code }, original: { code } }),
  ],
  ['Drizzle', (code) => new Error('Failed query', { cause: Object.assign(new Error(), { code }) })],
  [
    'Prisma',
    (code) => Object.assign(new Error('refused'), { code: 'P2010', meta: { code, message: '' } }),
  ],
  [
    'Prisma with an adapter',
    (code) =>
      Object.assign(new Error('refused'), {
        code: 'P2010',
        meta: { driverAdapterError: { cause: { kind: 'postgres', originalCode: code } } },
      }),
  ],
  ['something that throws no Error', (code) => ({ code })],
];

describe.each(WRAPPINGS)('A conflict as %s reports it', (_library, errorOf) => {
  const answers = {
    claim: [{ outcome: 'claimed', finished: null }],
    renew: [{ outcome: 'held' }],
    complete: [{ outcome: 'held' }],
    release: [{ outcome: 'released' }],
    createTables: [{ outcome: 'ready' }],
  };
  type Command = keyof typeof answers;

  /** A store whose database refuses the first statements. */
  function refusing(command: Command, times: number, code: string) {
    let asked = 0;
    const client: NewPayQueryable = {
      query: async (text) => {
        if (text.includes('purged')) {
          return [{ outcome: 'purged', rows: 0 }];
        }
        if (++asked <= times) {
          throw errorOf(code);
        }
        return answers[command];
      },
    };
    const store = new PostgresCallbackStore(client);
    const run: Record<Command, () => Promise<unknown>> = {
      claim: async () => (await store.claim('key', 3)).outcome,
      renew: () => store.renew('key', 'token', []),
      complete: () => store.complete('key', 3, 'token', 'N1'),
      release: () => store.release('key', 'token'),
      createTables: () => store.createTables(),
    };
    return { run: run[command], asked: () => asked };
  }

  it.each<[Command, unknown]>([
    ['claim', 'claimed'],
    ['renew', true],
    ['complete', true],
    ['release', undefined],
    ['createTables', undefined],
  ])('is retried in %s', async (command, result) => {
    for (const code of ['40001', '40P01']) {
      const { run } = refusing(command, 3, code);
      expect(await run()).toBe(result);
    }
  });

  it('is not retried forever: then a claim is busy, and any other statement reports the conflict', async () => {
    const claim = refusing('claim', Infinity, '40001');
    expect(await claim.run()).toBe('busy');
    expect(claim.asked()).toBe(8);
    const complete = refusing('complete', Infinity, '40001');
    await expect(complete.run()).rejects.toEqual(errorOf('40001'));
    expect(complete.asked()).toBe(8);
  });

  it.each(['23505', '57014', '40002'])('is not what %s is', async (code) => {
    const { run, asked } = refusing('complete', 1, code);
    await expect(run()).rejects.toEqual(errorOf(code));
    expect(asked()).toBe(1);
  });

  it('is not retried in once(), because it has aborted the transaction of the app', async () => {
    let asked = 0;
    const transaction: NewPayQueryable = {
      query: () => {
        asked++;
        return Promise.reject(errorOf('40001'));
      },
    };
    const store = new PostgresCallbackStore(transaction);
    await expect(
      store.once(transaction, paidEvent({ orderNo: 'A1001' }), 'ship', () => undefined),
    ).rejects.toEqual(errorOf('40001'));
    expect(asked).toBe(1);
  });
});

describe('once() above read committed', () => {
  it('runs the work once when the app repeats the whole transaction', async () => {
    const store = new PostgresCallbackStore(pools.serializable, { tablePrefix });
    const event = paidEvent({ orderNo: randomUUID() });
    let done = 0;
    const transact = async (): Promise<void> => {
      const client = await pools.serializable.connect();
      try {
        await client.query('BEGIN');
        const isFirst = await store.once(client, event, 'ship', () => undefined);
        await client.query('COMMIT');
        done += Number(isFirst);
      } catch (error) {
        await client.query('ROLLBACK');
        if ((error as { code?: string }).code !== '40001') {
          throw error;
        }
        await transact();
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: 4 }, () => transact()));
    expect(done).toBe(1);
  });
});
