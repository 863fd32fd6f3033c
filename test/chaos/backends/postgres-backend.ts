import { Pool } from 'pg';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../support/services.js';
import type { Effect } from '../effect.js';
import type { OutageKind } from '../plan.js';
import { AWAY } from '../settings.js';
import type { Outage } from '../verdict.js';
import type { Backend } from './backend.interface.js';

/** The table of effects, without a constraint that would prevent duplicates. */
export const effectsTable = (run: string): string => `${run}.work_done`;

export const tablePrefix = (run: string): string => `${run}.newpay_`;

/** PostgreSQL: the effects of `ship` are in one transaction with their records. */
export class PostgresBackend implements Backend {
  readonly name = 'postgres';
  readonly title = 'PostgreSQL';
  readonly outages: Outage[] = [];
  readonly #pool = new Pool({ connectionString: postgresUrl, max: 2 });

  constructor(private readonly run: string) {}

  async prepare(): Promise<void> {
    await this.#pool.query(`CREATE SCHEMA ${this.run}`);
    await new PostgresCallbackStore(this.#pool, {
      tablePrefix: tablePrefix(this.run),
    }).createTables();
    await this.#pool.query(
      `CREATE TABLE ${effectsTable(this.run)}
       (id serial, api text, order_no text, state text, listener text, is_once boolean, worker text, at double precision)`,
    );
  }

  async effects(): Promise<Effect[]> {
    const { rows } = await this.#pool.query<Effect>(
      `SELECT api, order_no AS "orderNo", state, listener, is_once AS "isOnce", worker, at FROM ${effectsTable(this.run)} ORDER BY id`,
    );
    return rows;
  }

  /** Kills all connections of the workers, like a failover, but not those of the run itself. */
  async strike(kind: OutageKind): Promise<void> {
    if (kind === 'connections') {
      const from = Date.now();
      await this.#pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
        [this.run],
      );
      this.outages.push({ from, to: Date.now() + AWAY.noticed, isLoss: false });
    }
  }

  async clean(): Promise<void> {
    await this.#pool.query(`DROP SCHEMA IF EXISTS ${this.run} CASCADE`);
    await this.#pool.end();
  }
}
