/** @needs postgres */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import type { AppProcess } from '../../support/app-process.js';
import { freePort } from '../../support/free-port.js';
import { open, press, textOf } from './browser.js';
import { sandboxVariables } from '../../support/sandbox-variables.js';
import { passTime } from './pass-time.js';
import { startShopProcess } from './shop-process.js';
import { onServer } from './test-databases.js';

/** The variables that select a database, and how to remove it. */
interface Place {
  readonly variables: Record<string, string>;
  /** Runs SQL while no shop is open. */
  query(text: string, values?: unknown[]): Promise<unknown>;
  drop(): Promise<void>;
}

async function inFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-'));
  return {
    variables: { DATA_DIR: folder },
    query: async (text, values) => {
      const database = await PGlite.create(join(folder, 'postgres'));
      await database.query(text, values);
      await database.close();
    },
    drop: () => rm(folder, { recursive: true }),
  };
}

async function onPostgres(): Promise<Place> {
  const { url, query, drop } = await onServer();
  return { variables: { DATABASE_URL: url }, query, drop };
}

describe.each([
  ['an embedded database', inFolder],
  ['a PostgreSQL server', onPostgres],
])('With %s', (_name, makePlace) => {
  let place: Place;
  let sandbox: NewPaySandbox;
  let shop: AppProcess | undefined;
  let url: string;

  beforeEach(async () => {
    place = await makePlace();
    // A sandbox outside the shop, so that it outlives the shop. It delivers the callback once.
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
  });

  afterEach(async () => {
    await shop?.kill('SIGKILL');
    await sandbox.stop();
    await place.drop();
  });

  async function startShop(port: number): Promise<void> {
    url = `http://127.0.0.1:${port}`;
    shop = await startShopProcess({
      PORT: `${port}`,
      ...sandboxVariables(sandbox),
      ...place.variables,
    });
  }

  async function buy(): Promise<string> {
    await press(await open(url), 'buy', { payMethod: '1' });
    const { text } = await open(`${url}/clerk`);
    return /href="\/clerk\/orders\/(\w+)"/.exec(text)?.[1] as string;
  }

  async function waitForStatus(orderNo: string, status: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    const statusOf = async () => textOf(await open(`${url}/orders/${orderNo}`), 'order-status');
    while ((await statusOf()) !== status && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await statusOf()).toBe(status);
  }

  it('an order is marked as paid after the shop was killed before the callback, and started twenty minutes later.', async () => {
    const port = await freePort();
    await startShop(port);
    const orderNo = await buy();

    await shop?.kill('SIGKILL');
    await sandbox.pay(orderNo);
    expect(sandbox.deliveries(orderNo)).toMatchObject([{ acknowledged: false }]);

    await passTime(place, '20 min');
    await startShop(port);
    await waitForStatus(orderNo, 'paid');

    // Ctrl-C: the process ends and unlocks the folder.
    await shop?.kill('SIGINT');
    expect(existsSync(join(place.variables['DATA_DIR'] ?? '', 'process.pid'))).toBe(false);
  }, 120_000);
});
