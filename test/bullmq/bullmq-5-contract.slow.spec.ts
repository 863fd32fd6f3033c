/** @needs redis */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { runQueueContract } from '../../lib/testing/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { freePort } from '../support/free-port.js';
import { redisUrl } from '../support/services.js';
import { until } from '../support/until.js';

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

  it('leaves no failure that ends the process when it is closed while it connects', async () => {
    const port = await freePort();
    const queue = new BullMqQueue({ connection: { host: '127.0.0.1', port } });
    const worker = await queue.work('shop', async () => ({ outcome: 'done' }));
    const failed = queue.failed('shop', 1).catch(() => undefined);
    await pause(50);
    // The first try was refused. The next ones get no answer, and fail when the queue has been closed.
    const sockets: Socket[] = [];
    const silent = createServer((socket) =>
      sockets.push(socket.on('error', () => undefined).resume()),
    );
    silent.listen(port);
    await until(() => sockets.length === 3);

    await Promise.all([worker.close(1), queue.close(), failed]);
    await Promise.all(sockets.map(async (socket) => socket.destroyed || once(socket, 'close')));
    silent.close();
    // An unhandled rejection fails the test that runs.
    await pause(50);
    expect(sockets).toHaveLength(3);
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
