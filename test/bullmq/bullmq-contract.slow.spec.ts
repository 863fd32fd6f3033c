/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Queue } from 'bullmq';
import { BullMqQueue } from '../../lib/bullmq/index.js';
import { runQueueContract } from '../../lib/testing/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { freePort } from '../support/free-port.js';
import { redisUrl } from '../support/services.js';

const prefix = `contract-${randomUUID()}`;
const connection = { url: redisUrl };
const own = new Queue('own', { connection, prefix });

beforeAll(() => Logger.overrideLogger(false));

afterAll(async () => {
  Logger.overrideLogger(true);
  await own.obliterate({ force: true });
  await own.close();
});

describe('BullMqQueue', () => {
  declaredAtOnce((declare) =>
    runQueueContract({
      it: declare,
      createQueue: () => new BullMqQueue({ connection, prefix }),
      createUnreachableQueue: async () =>
        new BullMqQueue({ connection: { host: '127.0.0.1', port: await freePort() } }),
    }),
  );
});

describe('BullMqQueue over the app’s own Queue', () => {
  declaredAtOnce(
    (declare) =>
      runQueueContract({
        it: declare,
        createQueue: () => new BullMqQueue(own),
      }),
    1,
  );
});
