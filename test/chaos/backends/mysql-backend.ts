import { createPool, type RowDataPacket } from 'mysql2/promise';
import { MySqlCallbackStore } from 'nestjs-newpay/mysql';
import { mysqlUrl } from '../../support/services.js';
import type { Effect } from '../effect.js';
import type { OutageKind } from '../plan.js';
import { AWAY } from '../settings.js';
import type { Outage } from '../verdict.js';
import type { Backend } from './backend.interface.js';

/** The table of effects, without a constraint that would prevent duplicates. */
export const EFFECTS_TABLE = 'work_done';

/** The database of a run: its connections are those of the workers. */
export function databaseUrl(run: string): string {
  return new URL(`/${run}`, mysqlUrl).href;
}

/** MariaDB or MySQL: the effects of `ship` are in one transaction with their records. */
export class MySqlBackend implements Backend {
  readonly name = 'mysql';
  readonly title = 'MariaDB';
  readonly outages: Outage[] = [];
  /** Not connected to the database of the run, so that `strike` does not close it. */
  readonly #pool = createPool({ uri: mysqlUrl, connectionLimit: 2 });

  constructor(private readonly run: string) {}

  async prepare(): Promise<void> {
    await this.#pool.query(`CREATE DATABASE ${this.run}`);
    await new MySqlCallbackStore(this.#pool, { tablePrefix: `${this.run}.newpay_` }).createTables();
    await this.#pool.query(
      `CREATE TABLE ${this.run}.${EFFECTS_TABLE} (id INT AUTO_INCREMENT PRIMARY KEY, api VARCHAR(2), order_no VARCHAR(64),
       state VARCHAR(16), listener VARCHAR(16), is_once BOOLEAN, worker VARCHAR(64), at DOUBLE) ENGINE=InnoDB`,
    );
  }

  async effects(): Promise<Effect[]> {
    const [rows] = await this.#pool.query<RowDataPacket[]>(
      `SELECT api, order_no AS orderNo, state, listener, is_once AS isOnce, worker, at
       FROM ${this.run}.${EFFECTS_TABLE} ORDER BY id`,
    );
    // MariaDB has no type for true and false.
    return rows.map((row) =>
      Object.assign(row as Effect & RowDataPacket, { isOnce: row['isOnce'] === 1 }),
    );
  }

  /** Kills all connections of the workers, like a failover, but not those of the run itself. */
  async strike(kind: OutageKind): Promise<void> {
    if (kind !== 'connections') {
      return;
    }
    const from = Date.now();
    const [open] = await this.#pool.query<RowDataPacket[]>(
      'SELECT id FROM information_schema.processlist WHERE db = ?',
      [this.run],
    );
    // One that has ended by itself is unknown.
    await Promise.all(
      open.map(({ id }) => this.#pool.query('KILL CONNECTION ?', [id]).catch(() => undefined)),
    );
    this.outages.push({ from, to: Date.now() + AWAY.noticed, isLoss: false });
  }

  async clean(): Promise<void> {
    await this.#pool.query(`DROP DATABASE IF EXISTS ${this.run}`);
    await this.#pool.end();
  }
}
