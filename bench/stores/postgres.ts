import { randomUUID } from 'node:crypto';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { Pool } from 'pg';
import { POSTGRES_URL } from '../measure/servers.js';
import {
  AMOUNT,
  handleBy,
  LEASE,
  RANK,
  REFERENCE,
  RETENTION,
  type StoreContender,
} from './contender.js';

export async function startPostgres(): Promise<StoreContender> {
  const pool = new Pool({ connectionString: POSTGRES_URL, max: 10 });
  const tablePrefix = `bench_${randomUUID().replaceAll('-', '')}_`;
  const store = new PostgresCallbackStore(pool, {
    tablePrefix,
    lease: LEASE,
    retention: RETENTION,
  });
  await store.createTables();
  const bare = `${tablePrefix}bare`;
  await pool.query(`CREATE TABLE ${bare} (LIKE ${tablePrefix}callbacks INCLUDING ALL)`);
  // Prepared, as those of the store: it is the least that the client can send.
  const insert = `INSERT INTO ${bare} (subject, claim_rank, token, lease_until, expires_at)
VALUES ($1, $2, $3, now() + $4 * interval '1 ms', now() + $5 * interval '1 ms')`;
  const update = `UPDATE ${bare} SET rank = $2, reference = $4, order_amt = $5, token = NULL
WHERE subject = $1 AND token = $3`;
  return {
    store: handleBy(store),
    bare: async (key) => {
      const token = randomUUID();
      const inserted = [key, RANK, token, LEASE, RETENTION];
      await pool.query({ name: 'bench_insert', text: insert, values: inserted });
      const updated = [key, RANK, token, REFERENCE, AMOUNT];
      await pool.query({ name: 'bench_update', text: update, values: updated });
    },
    stop: async () => {
      await pool.query(`DROP TABLE ${bare}, ${tablePrefix}callbacks, ${tablePrefix}effects`);
      await pool.end();
    },
  };
}
