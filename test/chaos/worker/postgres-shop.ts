import { Pool, type PoolClient } from 'pg';
import { OnNewPay, type NewPayFailedEvent, type NewPayPaidEvent } from 'nestjs-newpay';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../support/services.js';
import { effectsTable, tablePrefix } from '../backends/postgres-backend.js';
import type { State } from '../callback.js';
import { LEASE, RETENTION } from '../settings.js';
import { Mishaps } from './mishaps.js';
import type { Shop } from './shop.interface.js';
import type { WorkerSettings } from './worker-settings.interface.js';

/** Does effects in the transaction that also says that they are done. */
class PostgresListener {
  readonly #mishaps: Mishaps;

  constructor(
    private readonly pool: Pool,
    private readonly store: PostgresCallbackStore,
    private readonly settings: WorkerSettings,
  ) {
    this.#mishaps = new Mishaps(settings.seed, 'postgres');
  }

  @OnNewPay('paid')
  async ship(event: NewPayPaidEvent): Promise<void> {
    await (event.merchant === 'postgres' && this.#do(event, 'paid'));
  }

  @OnNewPay('failed')
  async tell(event: NewPayFailedEvent): Promise<void> {
    await (event.merchant === 'postgres' && this.#do(event, 'failed'));
  }

  async #do(event: NewPayPaidEvent | NewPayFailedEvent, state: State): Promise<void> {
    await this.#mishaps.linger();
    this.#mishaps.perhapsFail('before');
    await this.#inTransaction(async (client) => {
      const isDoneNow = await this.store.once(client, event, state, () =>
        client.query(
          `INSERT INTO ${effectsTable(this.settings.run)} (order_no, state, worker, at)
           VALUES ($1, $2, $3, $4)`,
          [event.orderNo, state, this.settings.id, Date.now()],
        ),
      );
      if (!isDoneNow) {
        this.#mishaps.foundDone();
      }
      await this.#mishaps.linger();
      this.#mishaps.perhapsFail('after');
    });
    await this.#mishaps.linger();
    this.#mishaps.perhapsFail('after');
  }

  async #inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}

export function openPostgresShop(settings: WorkerSettings): Shop {
  const pool = new Pool({ connectionString: postgresUrl, max: 8 });
  const store = new PostgresCallbackStore(pool, {
    tablePrefix: tablePrefix(settings.run),
    lease: LEASE,
    retention: RETENTION,
  });
  return { store, listener: new PostgresListener(pool, store, settings) };
}
