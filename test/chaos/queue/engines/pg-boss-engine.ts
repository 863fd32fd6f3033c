import { Pool } from 'pg';
import PgBoss from 'pg-boss';
import { postgresUrl } from '../../../support/services.js';
import type { OutageKind } from '../../plan.js';
import { AWAY } from '../../settings.js';
import type { Outage } from '../../verdict.js';
import type { Engine, Leftovers } from './engine.interface.js';

/** What every `PgBoss` of a run has in common. Its maintenance runs the jobs of dead processes again. */
export function bossOptions(run: string): {
  readonly schema: string;
  readonly maintenanceIntervalSeconds: number;
} {
  return { schema: run, maintenanceIntervalSeconds: 2 };
}

/** The tables of the callback store, beside those of pg-boss. */
export const tablePrefix = (run: string): string => `${run}.newpay_`;

/** pg-boss on PostgreSQL. */
export class PgBossEngine implements Engine {
  readonly name = 'pgboss';
  readonly title = 'pg-boss';
  readonly outages: Outage[] = [];
  readonly #pool = new Pool({ connectionString: postgresUrl, max: 2 });

  constructor(private readonly run: string) {}

  /** Creates the tables, so that the workers do not do it at the same time. */
  async prepare(): Promise<void> {
    const boss = new PgBoss({ ...bossOptions(this.run), connectionString: postgresUrl, max: 1 });
    await boss.start();
    await boss.stop({ graceful: false });
  }

  /** Kills all connections of the workers that bear the name of the run, like a failover. */
  async strike(kind: OutageKind): Promise<void> {
    if (kind !== 'connections') {
      return;
    }
    const from = Date.now();
    await this.#pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [this.run],
    );
    this.outages.push({ from, to: Date.now() + AWAY.noticed, isLoss: false });
  }

  async leftovers(): Promise<Leftovers> {
    const { rows } = await this.#pool.query<Leftovers>(
      `SELECT count(*) FILTER (WHERE state IN ('created', 'retry', 'active'))::int AS unfinished,
              count(*) FILTER (WHERE state = 'failed')::int AS failed
       FROM ${this.run}.job WHERE name LIKE 'newpay-%'`,
    );
    return rows[0] ?? { unfinished: 0, failed: 0 };
  }

  async unfinished(): Promise<string[]> {
    const { rows } = await this.#pool.query<object>(
      `SELECT data->>'group' AS order, data->>'kind' AS kind, state, retry_count AS retries,
              start_after - now() AS due_in, now() - started_on AS started_ago
       FROM ${this.run}.job
       WHERE name LIKE 'newpay-%' AND state IN ('created', 'retry', 'active') LIMIT 10`,
    );
    return rows.map((row) => JSON.stringify(row));
  }

  async clean(): Promise<void> {
    await this.#pool.query(`DROP SCHEMA IF EXISTS ${this.run} CASCADE`);
    await this.#pool.end();
  }
}
