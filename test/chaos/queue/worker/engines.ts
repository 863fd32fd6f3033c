import { setTimeout } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import type { NewPayQueue } from 'nestjs-newpay';
import { BullMqQueue } from 'nestjs-newpay/bullmq';
import { PgBossQueue } from 'nestjs-newpay/pg-boss';
import { postgresUrl } from '../../../support/services.js';
import { bossOptions, tablePrefix } from '../engines/pg-boss-engine.js';
import type { EngineName } from '../journal.js';
import { LEASES } from '../settings.js';
import type { QueueWorkerSettings } from './queue-worker-settings.interface.js';

/** How often a process tries to start its `PgBoss`, whose connections may be killed meanwhile. */
const STARTS = 10;

/** The queues of a worker. */
export async function openQueues({
  run,
  redisUrl,
}: QueueWorkerSettings): Promise<Record<EngineName, NewPayQueue>> {
  const boss = await startBoss(run);
  return {
    bullmq: new BullMqQueue({
      connection: { url: redisUrl },
      lease: LEASES.bullMq,
      store: { lease: LEASES.store },
    }),
    pgboss: new PgBossQueue(boss, {
      schema: run,
      lease: LEASES.pgBoss,
      pollingInterval: 500,
      store: { tablePrefix: tablePrefix(run), lease: LEASES.store },
    }),
  };
}

async function startBoss(run: string): Promise<PgBoss> {
  for (let start = 1; ; start++) {
    const boss = new PgBoss({
      ...bossOptions(run),
      connectionString: postgresUrl,
      application_name: run,
      max: 5,
    });
    boss.on('error', () => undefined);
    try {
      return await boss.start();
    } catch (error) {
      if (start === STARTS) {
        throw error;
      }
      await setTimeout(200);
    }
  }
}
