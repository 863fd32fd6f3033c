/** @needs postgres redis */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { OnNewPay, type NewPayPaidEvent, type NewPayQueue } from '../../../lib/index.js';
import { ACKNOWLEDGED } from '../../support/callback-answers.js';
import { startHostApp, type HostApp } from '../../support/host-app.js';
import { ENGINES, type OwnEngine } from '../../support/queue-engines.js';
import { paymentFields, signedBody } from '../../support/signed-callback.js';
import { until } from '../../support/until.js';

const runs: string[] = [];

@Injectable()
class Shop {
  @OnNewPay('paid', { id: 'ship' })
  ship({ orderNo }: NewPayPaidEvent): void {
    runs.push(`ship ${orderNo}`);
  }

  @OnNewPay('failed', { id: 'cancel' })
  cancel({ orderNo }: { readonly orderNo: string }): void {
    runs.push(`cancel ${orderNo}`);
  }
}

const PAID = { orderAmt: '50000' };
const FAILED = { ...PAID, newpayOrderNo: 'N0', transStatus: 1 };

describe.each(ENGINES)('The use of a queue on %s', (_engine, startEngine) => {
  let engine: OwnEngine;
  let host: HostApp | undefined;

  beforeAll(async () => {
    engine = await startEngine();
  }, 30_000);

  afterEach(async () => {
    await host?.app.close();
    runs.length = 0;
  });

  afterAll(() => engine.stop());

  /** The app is deployed again, with the queue or with its store alone. */
  async function deploy(options: { queue: NewPayQueue } | { store: NewPayQueue['store'] }) {
    await host?.app.close();
    host = undefined;
    host = await startHostApp({ providers: [Shop], options });
    return {
      callback: async (orderNo: string, fields: object) =>
        expect(await host?.postCallback(signedBody(paymentFields({ orderNo, ...fields })))).toEqual(
          ACKNOWLEDGED,
        ),
    };
  }

  it('begins and ends: what was handled before stays handled, and what the jobs have done is known to the queue only.', async () => {
    const queue = engine.newQueue();
    await queue.open();
    const done = (orderNo: string, jobs: number) =>
      until(async () => (await engine.count(orderNo, 'completed')) === jobs);

    const before = await deploy({ store: queue.store });
    await before.callback('B1', PAID);
    expect(runs.splice(0)).toEqual(['ship B1']);

    const during = await deploy({ queue });
    await during.callback('B1', PAID);
    await during.callback('B1', FAILED);
    await during.callback('B2', PAID);
    await done('B1', 2);
    await done('B2', 1);
    await during.callback('B2', PAID);
    expect(runs.splice(0)).toEqual(['ship B2']);

    await queue.open();
    const after = await deploy({ store: queue.store });
    await after.callback('B1', PAID);
    expect(runs).toEqual([]);
    await after.callback('B2', PAID);
    expect(runs).toEqual(['ship B2']);
    await queue.close();
  }, 60_000);
});
