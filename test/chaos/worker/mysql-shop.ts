import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { MySqlCallbackStore } from 'nestjs-newpay/mysql';
import { databaseUrl, EFFECTS_TABLE } from '../backends/mysql-backend.js';
import type { Effect } from '../effect.js';
import { LEASE, RETENTION } from '../settings.js';
import { listenerOf, type HeardEvent } from './listener.js';
import type { Shop } from './shop.interface.js';
import { SqlEffects, type EffectsDatabase } from './sql-effects.js';
import type { WorkerSettings } from './worker-settings.interface.js';

class MySqlEffects implements EffectsDatabase<PoolConnection> {
  constructor(
    private readonly pool: Pool,
    private readonly store: MySqlCallbackStore,
  ) {}

  once(
    connection: PoolConnection,
    event: HeardEvent,
    effect: string,
    work: () => Promise<void>,
  ): Promise<boolean> {
    return this.store.once(connection, event, effect, work);
  }

  async insert(
    { api, orderNo, state, listener, isOnce, worker, at }: Effect,
    connection: Pool | PoolConnection = this.pool,
  ): Promise<void> {
    await connection.query(
      `INSERT INTO ${EFFECTS_TABLE} (api, order_no, state, listener, is_once, worker, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [api, orderNo, state, listener, isOnce, worker, at],
    );
  }

  async inTransaction(work: (connection: PoolConnection) => Promise<void>): Promise<void> {
    const connection = await this.pool.getConnection();
    try {
      await connection.beginTransaction();
      await work(connection);
      await connection.commit();
      connection.release();
    } catch (error) {
      // Closed instead of rolled back, as it may be the connection that has failed.
      connection.destroy();
      throw error;
    }
  }
}

export function openMySqlShop(settings: WorkerSettings): Shop {
  const pool = createPool({ uri: databaseUrl(settings.run), connectionLimit: 8 });
  const store = new MySqlCallbackStore(pool, { lease: LEASE, retention: RETENTION });
  const database = new MySqlEffects(pool, store);
  return { store, listener: listenerOf('mysql', new SqlEffects(database, 'mysql', settings)) };
}
