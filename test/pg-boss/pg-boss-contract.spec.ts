/** @needs postgres */
import { afterAll, beforeAll, describe } from '@jest/globals';
import PgBoss from 'pg-boss';
import { PgBossQueue } from '../../lib/pg-boss/index.js';
import { runQueueContract } from '../../lib/testing/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { freePort } from '../support/free-port.js';
import { postgresUrl } from '../support/services.js';

const SCHEMA = 'pgboss_contract';
const TABLES = 'newpay_boss_contract_';

let boss: PgBoss;

beforeAll(async () => {
  boss = new PgBoss({ connectionString: postgresUrl, schema: SCHEMA });
  boss.on('error', () => undefined);
  await boss.start();
}, 30_000);

afterAll(async () => {
  await boss.stop({ graceful: false });
});

const queueOver = (one: PgBoss): PgBossQueue =>
  new PgBossQueue(one, { schema: SCHEMA, pollingInterval: 100, store: { tablePrefix: TABLES } });

describe('PgBossQueue', () => {
  declaredAtOnce((declare) =>
    runQueueContract({
      it: declare,
      createQueue: () => queueOver(boss),
      createUnreachableQueue: async () => {
        const connectionString = `postgres://postgres@127.0.0.1:${await freePort()}/test`;
        const down = new PgBoss({ connectionString, schema: SCHEMA });
        return queueOver(down);
      },
    }),
  );
});
