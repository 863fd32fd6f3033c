/** @needs postgres */
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import PgBoss from 'pg-boss';
import { PgBossQueue } from '../../lib/pg-boss/index.js';
import { runQueueContract } from '../../lib/testing/index.js';
import { freePort } from '../support/free-port.js';
import { postgresUrl } from '../support/services.js';

const SCHEMA = 'pgboss_contract';
const TABLES = 'newpay_boss_contract_';

let boss: PgBoss;
const unreachable: PgBoss[] = [];

beforeAll(async () => {
  boss = new PgBoss({ connectionString: postgresUrl, schema: SCHEMA });
  boss.on('error', () => undefined);
  await boss.start();
}, 30_000);

afterAll(async () => {
  await boss.stop({ graceful: false });
  await Promise.all(unreachable.map((one) => one.stop({ graceful: false })));
});

const queueOver = (one: PgBoss): PgBossQueue =>
  new PgBossQueue(one, { schema: SCHEMA, pollingInterval: 100, store: { tablePrefix: TABLES } });

describe('PgBossQueue', () => {
  runQueueContract({
    it: (name, test) => it(name, test, 60_000),
    createQueue: () => queueOver(boss),
    createUnreachableQueue: async () => {
      const connectionString = `postgres://postgres@127.0.0.1:${await freePort()}/test`;
      return queueOver(new PgBoss({ connectionString, schema: SCHEMA }));
    },
  });
});
