import { randomUUID } from 'node:crypto';
import { createPool } from 'mysql2/promise';
import { MySqlCallbackStore } from 'nestjs-newpay/mysql';
import { MYSQL_URL } from '../measure/servers.js';
import {
  AMOUNT,
  handleBy,
  LEASE,
  RANK,
  REFERENCE,
  RETENTION,
  type StoreContender,
} from './contender.js';

const after = `UTC_TIMESTAMP(6) + INTERVAL ? * 1000 MICROSECOND`;

export async function startMySql(): Promise<StoreContender> {
  const pool = createPool({ uri: MYSQL_URL, connectionLimit: 10 });
  const tablePrefix = `bench_${randomUUID().replaceAll('-', '')}_`;
  const store = new MySqlCallbackStore(pool, { tablePrefix, lease: LEASE, retention: RETENTION });
  await store.createTables();
  const bare = `${tablePrefix}bare`;
  await pool.query(`CREATE TABLE ${bare} LIKE ${tablePrefix}callbacks`);
  const insert = `INSERT INTO ${bare} (subject, claim_rank, token, lease_until, expires_at)
VALUES (?, ?, ?, ${after}, ${after})`;
  const update = `UPDATE ${bare} SET done_rank = ?, reference = ?, order_amt = ?, token = NULL
WHERE subject = ? AND token = ?`;
  return {
    store: handleBy(store),
    bare: async (key) => {
      const token = randomUUID();
      await pool.query(insert, [key, RANK, token, LEASE, RETENTION]);
      await pool.query(update, [RANK, REFERENCE, AMOUNT, key, token]);
    },
    stop: async () => {
      await pool.query(`DROP TABLE ${bare}, ${tablePrefix}callbacks, ${tablePrefix}effects`);
      await pool.end();
    },
  };
}
