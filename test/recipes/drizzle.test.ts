// app of: README
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { testOrderRow } from '../support/order-row.js';
import type { OwnDatabase } from '../support/own-database.js';

/** Where the page's sources and its drizzle.config.ts are. */
const sources = import.meta.dirname.replace('/dist/build/', '/dist/src/');

function push({ url }: OwnDatabase): void {
  const kit = path.join(sources, '../../../node_modules/drizzle-kit/bin.cjs');
  execFileSync(process.execPath, [kit, 'push', '--force'], {
    cwd: sources,
    stdio: 'pipe',
    env: { ...process.env, DATABASE_URL: url },
  });
}

describe('The order row with Drizzle', () => {
  const started = testOrderRow(
    async (database) => push(database),
    async () => ({
      ...(await import('./src/app.module.js')),
      ...(await import('./src/payment.listener.js')),
      ...(await import('./src/orders.repository.js')),
    }),
  );

  it('drizzle-kit leaves the tables of the store alone.', async () => {
    const { database } = started();

    push(database);

    assert.deepEqual(await database.query('SELECT FROM newpay_effects LIMIT 0'), []);
    assert.deepEqual(await database.query('SELECT FROM newpay_callbacks LIMIT 0'), []);
  });
});
