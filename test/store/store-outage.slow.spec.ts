/** @needs redis postgres */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { createClient } from 'redis';
import type { NewPayCallbackStore } from '../../lib/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { postgresUrl, redisUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

type Opened = { store: NewPayCallbackStore; close: () => Promise<unknown> };

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;

/**
 * The errors that the error listener of a client received: as docs/stores.md says, without one a
 * lost connection ends the process.
 */
const lost: Error[] = [];
const record = (error: Error): void => void lost.push(error);

const stores: [string, string, (url: string) => Promise<Opened>][] = [
  [
    'Redis through ioredis',
    redisUrl,
    async (url) => {
      const client = new Redis(url, { maxRetriesPerRequest: 1 });
      client.on('error', record);
      const store = new RedisCallbackStore(client, { prefix: tablePrefix });
      return { store, close: async () => client.disconnect() };
    },
  ],
  [
    'Redis through redis',
    redisUrl,
    async (url) => {
      const client = createClient({ url, disableOfflineQueue: true });
      client.on('error', record);
      await client.connect();
      const store = new RedisCallbackStore(client, { prefix: tablePrefix });
      return { store, close: async () => client.destroy() };
    },
  ],
  [
    'PostgreSQL',
    postgresUrl,
    async (url) => {
      const pool = new Pool({ connectionString: url });
      pool.on('error', record);
      const store = new PostgresCallbackStore(pool, { tablePrefix });
      await store.createTables();
      return {
        store,
        close: async () => {
          await pool.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
          await pool.end();
        },
      };
    },
  ],
];

describe.each(stores)('When %s stops,', (_name, url, open) => {
  let host: HostApp;
  let proxy: CuttableProxy;
  let opened: Opened;

  afterEach(async () => {
    await host.app.close();
    await opened.close();
    await proxy.cut();
  });

  it('callbacks are not acknowledged, the app stays up, and everything is handled after it returns', async () => {
    proxy = await CuttableProxy.inFrontOf(url);
    opened = await open(proxy.url);
    host = await startHostApp({ options: { store: opened.store }, providers: [PaymentListener] });
    const listener = host.app.get(PaymentListener);
    const run = randomUUID();
    const send = async (orderNo: string) =>
      (await host.postCallback(signedBody(paymentFields({ orderNo: run + orderNo })))).status;

    expect(await send('before')).toBe(200);
    lost.length = 0;
    await proxy.cut();
    expect(await send('during')).toBe(503);
    expect(lost.length).toBeGreaterThan(0);
    expect(await send('before')).toBe(503);
    expect(listener.receivedEvents).toHaveLength(1);
    expect(host.logger.textsOf('error').join()).toContain('the store cannot be reached');

    await proxy.restore();
    for (let i = 0; i < 100 && (await send('during')) !== 200; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await send('before')).toBe(200);
    expect(listener.receivedEvents.map(([, { orderNo }]) => orderNo.slice(run.length))).toEqual([
      'before',
      'during',
    ]);
  });

  it('between the listeners and the completion, the callback is not acknowledged', async () => {
    proxy = await CuttableProxy.inFrontOf(url);
    opened = await open(proxy.url);
    host = await startHostApp({ options: { store: opened.store }, providers: [PaymentListener] });
    host.app.get(PaymentListener).before = () => proxy.cut();
    const body = signedBody(paymentFields({ orderNo: randomUUID() }));
    expect((await host.postCallback(body)).status).toBe(503);
    await proxy.restore();
  });
});
