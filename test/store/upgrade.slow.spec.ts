/** @needs redis postgres */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { NewPayCallbackStore, NewPayClaim, NewPayPaidEvent } from '../../lib/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { postgresUrl, redisUrl } from '../support/services.js';
import { APP_ID, paymentFields, signedBody } from '../support/signed-callback.js';
import { postgresStore010, redisStore010, tables010 } from './stores-0.1.0.js';

// The layout of release 0.1.0, written out by hand. A release that changes it has to honour this
// one: do not adapt it to the code.
const SUBJECT = `payment::${APP_ID}:A1001`;
const REFERENCE = '202209210000006950';

const pool = new Pool({ connectionString: postgresUrl });
const redis = new Redis(redisUrl);
const prefix = `up${randomUUID().replaceAll('-', '')}_`;
let host: HostApp | undefined;

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${prefix}callbacks, ${prefix}effects`);
  await pool.end();
  await redis.del('none', ...(await redis.keys(`${prefix}*`)));
  await redis.quit();
});

async function deliver(
  store: NewPayCallbackStore,
): Promise<[status: number, receivedEvents: string[]]> {
  host = await startHostApp({ options: { store }, providers: [PaymentListener] });
  const { status } = await host.postCallback(signedBody(paymentFields()));
  return [status, host.app.get(PaymentListener).names];
}

/** What a state of 0.1.0 has to lead to now. */
const CASES = [
  ['a paid order is acknowledged, not published again', { rank: 3, held: false }, [200, []]],
  ['a failed one may still be paid', { rank: 1, held: false }, [200, ['paid']]],
  ['one in hand is busy', { rank: 0, held: true }, [409, []]],
] as const;

describe('Records of 0.1.0 in Redis:', () => {
  it.each(CASES)('%s', async (_name, { rank, held }, expected) => {
    const key = prefix + SUBJECT;
    await redis.del(key);
    if (rank > 0) {
      await redis.hset(key, 'rank', String(rank), 'reference', REFERENCE);
    }
    if (held) {
      await redis.hset(key, 'token', randomUUID(), 'until', String(Date.now() + 60_000));
    }
    await redis.pexpire(key, 60_000);
    expect(await deliver(new RedisCallbackStore(redis, { prefix }))).toEqual(expected);
  });

  it('this release writes the same record', async () => {
    await redis.del(prefix + SUBJECT);
    await deliver(new RedisCallbackStore(redis, { prefix }));
    expect(await redis.hgetall(prefix + SUBJECT)).toEqual({
      rank: '3',
      reference: REFERENCE,
      amount: '123.00',
      amount_of: '3',
      done: expect.any(String),
    });
  });
});

describe('Records of 0.1.0 in PostgreSQL:', () => {
  const store = new PostgresCallbackStore(pool, { tablePrefix: prefix });

  async function createOldTables(): Promise<void> {
    await pool.query(`DROP TABLE IF EXISTS ${prefix}callbacks, ${prefix}effects`);
    for (const statement of tables010(prefix)) {
      await pool.query(statement);
    }
  }

  it.each(CASES)('%s', async (_name, { rank, held }, expected) => {
    await createOldTables();
    await pool.query(
      `INSERT INTO ${prefix}callbacks (subject, rank, reference, token, lease_until, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + interval '1 day')`,
      [
        SUBJECT,
        rank,
        rank > 0 ? REFERENCE : '',
        ...(held ? ['token', new Date(Date.now() + 60_000)] : [null, null]),
      ],
    );
    await store.createTables();
    await store.createTables();
    expect(await deliver(store)).toEqual(expected);
  });

  it('an effect that is recorded is not run again', async () => {
    await createOldTables();
    await pool.query(
      `INSERT INTO ${prefix}effects (subject, event, effect) VALUES ($1, 'newpay.paid', 'ship')`,
      [SUBJECT],
    );
    await store.createTables();
    host = await startHostApp({ options: { store }, providers: [PaymentListener] });
    await host.postCallback(signedBody(paymentFields()));
    const [[, event] = []] = host.app.get(PaymentListener).receivedEvents as [
      string,
      NewPayPaidEvent,
    ][];
    const client = await pool.connect();
    await client.query('BEGIN');
    const done: string[] = [];
    for (const effect of ['ship', 'thank']) {
      await store.once(client, event!, effect, () => done.push(effect));
    }
    await client.query('COMMIT');
    client.release();
    expect(done).toEqual(['thank']);
  });

  it('this release writes the same record', async () => {
    await createOldTables();
    await store.createTables();
    await deliver(store);
    const { rows } = await pool.query(
      `SELECT subject, rank, reference, token, lease_until FROM ${prefix}callbacks`,
    );
    expect(rows).toEqual([
      { subject: SUBJECT, rank: 3, reference: REFERENCE, token: null, lease_until: null },
    ]);
  });
});

describe('Tables of 0.1.0 without the columns of 0.2', () => {
  const missing = `${prefix}none_`;
  const bare = `${prefix}bare_`;

  afterAll(() => pool.query(`DROP TABLE IF EXISTS ${bare}callbacks, ${bare}effects`));

  it.each([
    [bare, 'call createTables() once to add the columns of 0.2'],
    [missing, 'call createTables() once to create the tables'],
  ])(
    'a callback is not acknowledged, and the log says what to do (%#)',
    async (tablePrefix, advice) => {
      if (tablePrefix === bare) {
        await Promise.all(tables010(bare).map((statement) => pool.query(statement)));
      }
      const store = new PostgresCallbackStore(pool, { tablePrefix });
      expect(await deliver(store)).toEqual([503, []]);
      expect(host?.logger.textsOf('error').join()).toContain(advice);
      await expect(store.renew('key', 'token', [])).rejects.toThrow(advice);
      await expect(store.complete('key', 3, 'token', 'N1')).rejects.toThrow(advice);
      await expect(store.release('key', 'token')).rejects.toThrow(advice);
    },
  );

  it('work after createTables()', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix: bare });
    await store.createTables();
    expect(await deliver(store)).toEqual([200, ['paid']]);
  });

  it('can be upgraded by a migration, and createTables() then changes nothing', async () => {
    const role = `${prefix}reader`;
    const { rows } = await pool.query<{ current_schema: string }>('SELECT current_schema()');
    await pool.query(`CREATE ROLE ${role}`);
    await pool.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ${bare}callbacks, ${bare}effects TO ${role}`,
    );
    await pool.query(`REVOKE CREATE ON SCHEMA ${rows[0]!.current_schema} FROM ${role}`);
    const limited = new Pool({ connectionString: postgresUrl, options: `-c role=${role}` });
    const store = new PostgresCallbackStore(limited, { tablePrefix: bare });
    await expect(store.createTables()).resolves.toBe(undefined);
    expect((await store.claim(randomUUID(), 3)).outcome).toBe('claimed');
    await limited.end();
    await pool.query(`DROP OWNED BY ${role}`);
    await pool.query(`DROP ROLE ${role}`);
  });
});

/** Instances of both releases, over one storage. */
const SIDE_BY_SIDE: readonly [
  string,
  () => Promise<{
    old: NewPayCallbackStore;
    now: Required<NewPayCallbackStore>;
    short: NewPayCallbackStore;
  }>,
][] = [
  [
    'Redis',
    async () => ({
      old: redisStore010(redis, prefix),
      short: redisStore010(redis, prefix, 50),
      now: new RedisCallbackStore(redis, { prefix }),
    }),
  ],
  [
    'PostgreSQL',
    async () => {
      const tablePrefix = `${prefix}side_`;
      await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}callbacks, ${tablePrefix}effects`);
      for (const statement of tables010(tablePrefix)) {
        await pool.query(statement);
      }
      const now = new PostgresCallbackStore(pool, { tablePrefix });
      // The first instance of the new release boots while the old ones work.
      await now.createTables();
      return {
        old: postgresStore010(pool, tablePrefix),
        short: postgresStore010(pool, tablePrefix, 50),
        now,
      };
    },
  ],
];

describe.each(SIDE_BY_SIDE)(
  'instances of 0.1.0 and of this release side by side on %s',
  (_name, open) => {
    let stores: Awaited<ReturnType<typeof open>>;
    let key: string;

    beforeAll(async () => {
      stores = await open();
    });

    beforeEach(() => {
      key = randomUUID();
    });

    afterAll(() =>
      pool.query(`DROP TABLE IF EXISTS ${prefix}side_callbacks, ${prefix}side_effects`),
    );

    const tokenOf = (claim: NewPayClaim) =>
      claim.outcome === 'claimed' ? claim.token : claim.outcome;

    it('answer busy for a claim of the other one', async () => {
      const { old, now } = stores;
      await now.claim(key, 3);
      expect(await old.claim(key, 3)).toEqual({ outcome: 'busy' });
      await old.claim(`${key}2`, 3);
      expect(await now.claim(`${key}2`, 3)).toEqual({ outcome: 'busy' });
    });

    it('answer handled for a key that the other one has completed', async () => {
      const { old, now } = stores;
      const token = tokenOf(await now.claim(key, 3));
      await now.renew(key, token, ['ship']);
      expect(await now.complete(key, 3, token, 'N1', '50000')).toBe(true);
      expect(await old.claim(key, 3)).toEqual({ outcome: 'handled', rank: 3, reference: 'N1' });
      const other = tokenOf(await old.claim(`${key}2`, 3));
      expect(await old.complete(`${key}2`, 3, other, 'N2')).toBe(true);
      expect(await now.claim(`${key}2`, 1)).toEqual({
        outcome: 'handled',
        rank: 3,
        reference: 'N2',
        orderAmt: undefined,
      });
    });

    it('return no amount of a state that 0.1.0 has replaced', async () => {
      const { old, now } = stores;
      const failed = tokenOf(await now.claim(key, 1));
      await now.complete(key, 1, failed, 'N1', '50000');
      const paid = tokenOf(await old.claim(key, 3));
      await old.complete(key, 3, paid, 'N3');
      expect(await now.claim(key, 3)).toMatchObject({
        outcome: 'handled',
        rank: 3,
        reference: 'N3',
      });
      expect(await now.complete(key, 3, paid, 'N3')).toBe(false);
    });

    it('end only their own claims', async () => {
      const { old, now } = stores;
      const [token, stranger] = [tokenOf(await now.claim(key, 3)), randomUUID()];
      await old.release(key, stranger);
      expect(await old.complete(key, 3, stranger, 'N1')).toBe(false);
      expect(await now.renew(key, token, ['ship'])).toBe(true);
      await now.release(key, token, ['ship']);
      // 0.1.0 runs every listener, and releases or completes as ever.
      await old.release(key, tokenOf(await old.claim(key, 3)));
      const again = tokenOf(await old.claim(key, 3));
      expect(await now.renew(key, again, [])).toBe(true);
      expect(await old.complete(key, 3, again, 'N3')).toBe(true);
      expect(await now.claim(key, 3)).toMatchObject({ outcome: 'handled', reference: 'N3' });
    });

    it('take over the claim of an instance that was killed', async () => {
      const { short, now } = stores;
      await short.claim(key, 3);
      await setTimeout(100);
      const token = tokenOf(await now.claim(key, 3));
      expect(await now.complete(key, 3, token, 'N1')).toBe(true);
      expect(await short.claim(key, 3)).toEqual({ outcome: 'handled', rank: 3, reference: 'N1' });
    });
  },
);
