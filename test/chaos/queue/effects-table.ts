import { Pool } from 'pg';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../support/services.js';
import type { Effect } from './effect.js';
import { tablePrefix } from './engines/pg-boss-engine.js';

/** The table of effects, without a constraint that would prevent duplicates. */
export const effectsTable = (run: string): string => `${run}.work_done`;

/** What the listeners have done, in PostgreSQL. */
export class EffectsTable {
  readonly #pool = new Pool({ connectionString: postgresUrl, max: 1 });

  constructor(private readonly run: string) {}

  async prepare(): Promise<void> {
    // The tables of `once`, which both engines use.
    await new PostgresCallbackStore(this.#pool, {
      tablePrefix: tablePrefix(this.run),
    }).createTables();
    await this.#pool.query(
      `CREATE TABLE ${effectsTable(this.run)}
       (id serial, engine text, api text, order_no text, state text, watched_since float8, listener text, is_once boolean)`,
    );
  }

  /** The first one first. */
  async read(): Promise<Effect[]> {
    const { rows } = await this.#pool.query<Effect>(
      `SELECT engine, api, order_no AS "orderNo", state, watched_since AS "watchedSince",
         listener, is_once AS "isOnce"
       FROM ${effectsTable(this.run)} ORDER BY id`,
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
