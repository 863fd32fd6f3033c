import { Pool, type PoolClient } from 'pg';
import {
  OnNewPay,
  type NewPayEvent,
  type NewPayFailedEvent,
  type NewPayPaidEvent,
} from 'nestjs-newpay';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../support/services.js';
import { effectsTable, tablePrefix } from '../backends/postgres-backend.js';
import type { State } from '../callback.js';
import type { ListenerName } from '../effect.js';
import { LEASE, RETENTION } from '../settings.js';
import { isBroken } from './broken-store.js';
import { ListenerFaults } from './faults.js';
import type { Shop } from './shop.interface.js';
import type { WorkerSettings } from './worker-settings.interface.js';

/** Writes effects in one transaction with their records. */
class PostgresListener {
  readonly #faults: ListenerFaults;

  constructor(
    private readonly pool: Pool,
    private readonly store: PostgresCallbackStore,
    private readonly settings: WorkerSettings,
  ) {
    this.#faults = new ListenerFaults(settings.seed, 'postgres');
  }

  @OnNewPay('paid')
  async ship(event: NewPayPaidEvent): Promise<void> {
    await (event.merchant === 'postgres' && this.#doOnce(event, 'paid'));
  }

  @OnNewPay('paid')
  async mail(event: NewPayPaidEvent): Promise<void> {
    await (event.merchant === 'postgres' && this.#do(event, 'paid'));
  }

  @OnNewPay('failed')
  async keep(event: NewPayFailedEvent): Promise<void> {
    await (event.merchant === 'postgres' && this.#doOnce(event, 'failed'));
  }

  @OnNewPay('failed')
  async tell(event: NewPayFailedEvent): Promise<void> {
    await (event.merchant === 'postgres' && this.#do(event, 'failed'));
  }

  /** Without a transaction: only the record of the finished listener protects the effect. */
  async #do({ orderNo }: NewPayEvent, state: State): Promise<void> {
    await this.#faults.pause();
    this.#faults.failRandomly('before');
    await this.#insert(this.pool, orderNo, state, 'mail', false);
  }

  async #doOnce(event: NewPayPaidEvent | NewPayFailedEvent, state: State): Promise<void> {
    await this.#faults.pause();
    this.#faults.failRandomly('before');
    await this.#inTransaction(async (client) => {
      const work = () => this.#insert(client, event.orderNo, state, 'ship', true);
      const isDoneNow = isBroken('twice')
        ? (await work(), true)
        : await this.store.once(client, event, state, work);
      if (!isDoneNow) {
        this.#faults.reportAlreadyDone();
      }
      await this.#faults.pause();
      this.#faults.failRandomly('after');
    });
    await this.#faults.pause();
    this.#faults.failRandomly('after');
  }

  async #insert(
    client: Pool | PoolClient,
    orderNo: string,
    state: State,
    listener: ListenerName,
    isOnce: boolean,
  ): Promise<void> {
    await client.query(
      `INSERT INTO ${effectsTable(this.settings.run)} (order_no, state, listener, is_once, worker, at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [orderNo, state, listener, isOnce, this.settings.id, Date.now()],
    );
  }

  async #inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
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
  return { store, listener: new PostgresListener(pool, store, settings) };
}
