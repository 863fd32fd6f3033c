import { Logger, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { PgBossQueue } from 'nestjs-newpay/pg-boss';
import PgBoss from 'pg-boss';
import { Database } from '../database/database.js';

/** The queue of the payments: pg-boss, in the shop's own database. */
@Module({
  providers: [
    { provide: PgBoss, useFactory: startBoss, inject: [Database] },
    {
      provide: PgBossQueue,
      useFactory: (boss: PgBoss) => new PgBossQueue(boss, { store: { tablePrefix: 'shop_' } }),
      inject: [PgBoss],
    },
  ],
  exports: [PgBossQueue],
})
export class QueueModule implements BeforeApplicationShutdown {
  constructor(private readonly boss: PgBoss) {}

  /** Before the database is closed. The jobs that ran have ended by now. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }
}

async function startBoss(database: Database): Promise<PgBoss> {
  const boss = new PgBoss({ db: database, schedule: false });
  const logger = new Logger(PgBoss.name);
  // For example after a lost connection. pg-boss tries again by itself.
  boss.on('error', (error) => logger.warn(error.message));
  return boss.start();
}
