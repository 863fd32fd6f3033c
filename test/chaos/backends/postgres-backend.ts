import { Pool } from 'pg';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../support/services.js';
import type { Effect } from '../effect.js';
import type { Backend } from './backend.interface.js';

/** The table of the listeners' effects: nothing in it keeps an order from standing there twice. */
export const effectsTable = (run: string): string => `${run}.work_done`;

export const tablePrefix = (run: string): string => `${run}.newpay_`;

/** PostgreSQL: an effect and its mark are one transaction. */
export class PostgresBackend implements Backend {
  readonly name = 'postgres';
  readonly title = 'PostgreSQL';
  readonly isExactlyOnce = true;
  readonly #pool = new Pool({ connectionString: postgresUrl, max: 2 });

  constructor(private readonly run: string) {}

  async prepare(): Promise<void> {
    await this.#pool.query(`CREATE SCHEMA ${this.run}`);
    await new PostgresCallbackStore(this.#pool, {
      tablePrefix: tablePrefix(this.run),
    }).createTables();
    await this.#pool.query(
      `CREATE TABLE ${effectsTable(this.run)}
       (id serial, order_no text, state text, worker text, at double precision)`,
    );
  }

  async effects(): Promise<Effect[]> {
    const { rows } = await this.#pool.query<Effect>(
      `SELECT order_no AS "orderNo", state, worker, at FROM ${effectsTable(this.run)} ORDER BY id`,
    );
    return rows;
  }

  async clean(): Promise<void> {
    await this.#pool.query(`DROP SCHEMA IF EXISTS ${this.run} CASCADE`);
    await this.#pool.end();
  }
}
