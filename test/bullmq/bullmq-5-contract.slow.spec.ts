/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { runQueueContract } from '../../lib/testing/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { freePort } from '../support/free-port.js';
import { redisUrl } from '../support/services.js';

// The same code, on the version before.
const version5 = await import('bullmq-5');
jest.unstable_mockModule('bullmq', () => ({ ...version5.default }));
const { BullMqQueue } = await import('../../lib/bullmq/index.js');

const prefix = `contract-5-${randomUUID()}`;
const connection = { url: redisUrl };

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(true));

describe('BullMqQueue on BullMQ 5', () => {
  it('This is version 5.', async () => {
    const queue = new BullMqQueue({ connection, prefix });
    const stored = jest.spyOn(version5.Queue.prototype, 'getRanges');
    expect(await queue.failed('shop:6', 1)).toEqual([]);
    expect(stored).toHaveBeenCalledTimes(1);
    await queue.close();
  });

  declaredAtOnce((declare) =>
    runQueueContract({
      it: declare,
      createQueue: () => new BullMqQueue({ connection, prefix }),
      createUnreachableQueue: async () =>
        new BullMqQueue({ connection: { host: '127.0.0.1', port: await freePort() } }),
    }),
  );
});
