import { randomUUID } from 'node:crypto';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { PgBossQueue, type PgBossQueueOptions } from '../../lib/pg-boss/index.js';
import { postgresUrl } from './services.js';

/** A pg-boss with a schema of its own, which is dropped at the end. */
export class OwnBoss {
  readonly #bosses: PgBoss[] = [];

  private constructor(
    readonly schema: string,
    readonly url: string,
  ) {}

  static async start(url = postgresUrl): Promise<OwnBoss> {
    const own = new OwnBoss(`boss_${randomUUID().replaceAll('-', '')}`, url);
    await own.newBoss();
    return own;
  }

  get boss(): PgBoss {
    const [boss] = this.#bosses;
    if (!boss) {
      throw new Error('pg-boss is not started.');
    }
    return boss;
  }

  /** Another instance over the same tables. */
  async newBoss(options: PgBoss.ConstructorOptions = {}): Promise<PgBoss> {
    const boss = new PgBoss({
      connectionString: this.url,
      schema: this.schema,
      max: 4,
      ...options,
    });
    boss.on('error', () => undefined);
    this.#bosses.push(boss);
    await boss.start();
    return boss;
  }

  /** A queue over these tables. */
  queue(options: PgBossQueueOptions = {}, boss = this.boss): PgBossQueue {
    const store = { tablePrefix: `${this.schema}.newpay_`, ...options.store };
    return new PgBossQueue(boss, { schema: this.schema, pollingInterval: 50, ...options, store });
  }

  /** Asks the tables directly. */
  async rows<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    const { rows } = await this.boss.getDb().executeSql(sql, values);
    return rows;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#bosses.map((boss) => boss.stop({ graceful: false })));
    const client = new pg.Client(postgresUrl);
    await client.connect();
    await client.query(`DROP SCHEMA "${this.schema}" CASCADE`);
    await client.end();
  }
}
