import { Pool, type PoolClient } from 'pg';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../support/services.js';
import { effectsTable, tablePrefix } from '../backends/postgres-backend.js';
import type { Effect } from '../effect.js';
import { LEASE, RETENTION } from '../settings.js';
import { listenerOf, type HeardEvent } from './listener.js';
import type { Shop } from './shop.interface.js';
import { SqlEffects, type EffectsDatabase } from './sql-effects.js';
import type { WorkerSettings } from './worker-settings.interface.js';

class PostgresEffects implements EffectsDatabase<PoolClient> {
  constructor(
    private readonly pool: Pool,
    private readonly store: PostgresCallbackStore,
    private readonly run: string,
  ) {}

  once(
    client: PoolClient,
    event: HeardEvent,
    effect: string,
    work: () => Promise<void>,
  ): Promise<boolean> {
    return this.store.once(client, event, effect, work);
  }

  async insert(
    { api, orderNo, state, listener, isOnce, worker, at }: Effect,
    client: Pool | PoolClient = this.pool,
  ): Promise<void> {
    await client.query(
      `INSERT INTO ${effectsTable(this.run)} (api, order_no, state, listener, is_once, worker, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [api, orderNo, state, listener, isOnce, worker, at],
    );
  }

  async inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    let lost: Error | undefined;
    const onError = (error: Error): void => void (lost = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(onError);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  }
}

export function openPostgresShop(settings: WorkerSettings): Shop {
  const pool = new Pool({ connectionString: postgresUrl, max: 8, application_name: settings.run });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const store = new PostgresCallbackStore(pool, {
    tablePrefix: tablePrefix(settings.run),
    lease: LEASE,
    retention: RETENTION,
  });
  const database = new PostgresEffects(pool, store, settings.run);
  return {
    store,
    listener: listenerOf('postgres', new SqlEffects(database, 'postgres', settings)),
  };
}
