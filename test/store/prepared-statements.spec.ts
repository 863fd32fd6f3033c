/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { postgresUrl } from '../support/services.js';

const admin = new Pool({ connectionString: postgresUrl });
let tablePrefix: string;
let pool: Pool;

beforeEach(async () => {
  tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
  await new PostgresCallbackStore(admin, { tablePrefix }).createTables();
  pool = poolOfOne();
});

afterEach(async () => {
  await pool.end();
  await admin.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
});

afterAll(() => admin.end());

/** Of one connection, whose prepared statements are all that there are. */
function poolOfOne(): Pool {
  return new Pool({ connectionString: postgresUrl, max: 1 });
}

async function preparedIn(one: Pool): Promise<{ name: string; statement: string }[]> {
  const text = 'SELECT name, statement FROM pg_prepared_statements ORDER BY name';
  return (await one.query<{ name: string; statement: string }>(text)).rows;
}

/** An order from its claim to its mark, and a duplicate. */
async function handle(store: PostgresCallbackStore, key: string): Promise<void> {
  const claim = await store.claim(key, 3);
  expect(claim).toEqual({ outcome: 'claimed', token: expect.any(String), finished: [] });
  const { token } = claim as { token: string };
  expect(await store.complete(key, 3, token, 'N1', '50000')).toBe(true);
  expect(await store.claim(key, 3)).toEqual({
    outcome: 'handled',
    rank: 3,
    reference: 'N1',
    orderAmt: '50000',
  });
}

describe('The statements of a store', () => {
  it('are prepared once for each connection of a pool, and each under a name of its own text.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    await handle(store, 'A1');
    const first = await preparedIn(pool);
    await handle(store, 'A2');
    const own = first.filter(({ statement }) => statement.includes(tablePrefix));
    expect(own).toHaveLength(first.length);
    expect(own.map(({ name }) => name)).toEqual(
      own.map(() => expect.stringMatching(/^newpay_[0-9a-f]{32}$/)),
    );
    expect(own.length).toBeGreaterThanOrEqual(2);
    expect(await preparedIn(pool)).toEqual(first);
  });

  it('are sent as they are from then on, when a pooler has handed out a connection that does not know them.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    await handle(store, 'A1');
    await pool.query('DEALLOCATE ALL');
    await handle(store, 'A2');
    expect(await preparedIn(pool)).toEqual([]);
  });

  it('are not those that another app has prepared under the same names.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    await handle(store, 'A1');
    const names = (await preparedIn(pool)).map(({ name }) => name);
    const taken = poolOfOne();
    for (const name of names) {
      await taken.query(
        `PREPARE "${name}" AS SELECT 'claimed' AS outcome, NULL AS finished, 0 AS rank, '' AS reference, '' AS amount`,
      );
    }
    try {
      await handle(new PostgresCallbackStore(taken, { tablePrefix }), 'A2');
      expect(await store.find('A2')).toEqual({ rank: 3, reference: 'N1', orderAmt: '50000' });
    } finally {
      await taken.end();
    }
  });

  it('go on when the table was altered after they were prepared.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    await handle(store, 'A1');
    await admin.query(
      `ALTER TABLE ${tablePrefix}callbacks ALTER COLUMN rank TYPE bigint, ALTER COLUMN done_rank TYPE bigint`,
    );
    await handle(store, 'A2');
    expect(await store.find('A2')).toEqual({ rank: 3, reference: 'N1', orderAmt: '50000' });
  });

  it('are sent as texts to a pool whose query takes nothing else.', async () => {
    const texts: string[] = [];
    const { query } = pool;
    const replaced = Object.assign(pool, {
      query: (text: string, values: unknown[]) => {
        texts.push(text.trimStart());
        return Reflect.apply(query, pool, [text, values]);
      },
    });
    await handle(new PostgresCallbackStore(replaced, { tablePrefix }), 'A1');
    // Beside them the deletion of expired rows.
    expect(texts.filter((text) => !text.includes('DELETE'))).toHaveLength(3);
  });

  it('report an error of the database that has another cause, and stay prepared.', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix: `${tablePrefix}other_` });
    await expect(store.find('A1')).rejects.toThrow(
      /relation .* does not exist: call createTables\(\) once to create the tables/,
    );
    await new PostgresCallbackStore(admin, {
      tablePrefix: `${tablePrefix}other_`,
    }).createTables();
    await handle(store, 'A1');
    expect((await preparedIn(pool)).length).toBeGreaterThanOrEqual(2);
    await admin.query(`DROP TABLE ${tablePrefix}other_callbacks, ${tablePrefix}other_effects`);
  });
});
