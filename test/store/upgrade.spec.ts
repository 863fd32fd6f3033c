import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { NewPayCallbackStore, NewPayPaidEvent } from '../../lib/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { postgresUrl, redisUrl } from '../support/services.js';
import { APP_ID, paymentFields, signedBody } from '../support/signed-callback.js';

// The layout of release 0.1.0, written out by hand. A release that changes it has to honour this one:
// do not adapt it to the code.
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
  await redis.del(prefix + SUBJECT);
  await redis.quit();
});

async function deliver(store: NewPayCallbackStore): Promise<[status: number, heard: string[]]> {
  host = await startHostApp({ options: { store }, providers: [PaymentListener] });
  const { status } = await host.post('/newpay/callback', signedBody(paymentFields()));
  return [status, host.app.get(PaymentListener).names];
}

/** What a state of 0.1.0 has to lead to now. */
const CASES = [
  ['a paid order is acknowledged, not published again', { rank: 3, held: false }, [200, []]],
  ['a failed one may still be paid', { rank: 1, held: false }, [200, ['paid']]],
  ['one in hand is busy', { rank: 0, held: true }, [409, []]],
] as const;

describe('what 0.1.0 remembered in Redis', () => {
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

  it('and this release remembers it so, too', async () => {
    await redis.del(prefix + SUBJECT);
    await deliver(new RedisCallbackStore(redis, { prefix }));
    expect(await redis.hgetall(prefix + SUBJECT)).toEqual({
      rank: '3',
      reference: REFERENCE,
      amount: expect.any(String),
      done: expect.any(String),
    });
  });
});

describe('what 0.1.0 remembered in PostgreSQL', () => {
  const store = new PostgresCallbackStore(pool, { tablePrefix: prefix });

  async function createOldTables(): Promise<void> {
    await pool.query(`DROP TABLE IF EXISTS ${prefix}callbacks, ${prefix}effects`);
    await pool.query(`CREATE TABLE ${prefix}callbacks (
      subject text PRIMARY KEY,
      rank smallint NOT NULL DEFAULT 0,
      reference text NOT NULL DEFAULT '',
      token text,
      lease_until timestamptz,
      expires_at timestamptz NOT NULL
    )`);
    await pool.query(`CREATE TABLE ${prefix}effects (
      subject text NOT NULL,
      event text NOT NULL,
      effect text NOT NULL,
      done_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (subject, event, effect)
    )`);
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

  it('and an effect that was done is not done again', async () => {
    await createOldTables();
    await pool.query(
      `INSERT INTO ${prefix}effects (subject, event, effect) VALUES ($1, 'newpay.paid', 'ship')`,
      [SUBJECT],
    );
    await store.createTables();
    host = await startHostApp({ options: { store }, providers: [PaymentListener] });
    await host.post('/newpay/callback', signedBody(paymentFields()));
    const [[, event] = []] = host.app.get(PaymentListener).heard as [string, NewPayPaidEvent][];
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

  it('and this release remembers it so, too', async () => {
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
