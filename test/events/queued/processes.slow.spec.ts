/** @needs postgres */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { OnNewPay, type NewPayPaidEvent } from '../../../lib/index.js';
import { AppProcess } from '../../support/app-process.js';
import { OwnBoss } from '../../support/boss.js';
import { ACKNOWLEDGED } from '../../support/callback-answers.js';
import { startHostApp, type HostApp } from '../../support/host-app.js';
import { paymentFields, signedBody } from '../../support/signed-callback.js';
import { until } from '../../support/until.js';

/** The listeners of the workers, which this process has too, and does not run. */
@Injectable()
class Shop {
  readonly runs: string[] = [];
  answer: () => unknown = () => undefined;

  @OnNewPay('paid', { id: 'ship' })
  async ship({ orderNo }: NewPayPaidEvent): Promise<void> {
    this.runs.push(`ship ${orderNo}`);
    await this.answer();
  }

  @OnNewPay('paid', { id: 'mail' })
  mail({ orderNo }: NewPayPaidEvent): void {
    this.runs.push(`mail ${orderNo}`);
  }
}

let own: OwnBoss;
const hosts: HostApp[] = [];
const processes: AppProcess[] = [];

beforeAll(async () => {
  own = await OwnBoss.start();
}, 30_000);

afterEach(async () => {
  await Promise.all(processes.splice(0).map((one) => one.kill('SIGKILL')));
  await Promise.all(hosts.splice(0).map(({ app }) => app.close()));
});

afterAll(() => own.stop());

async function startWeb(worker = false): Promise<HostApp> {
  const queue = own.queue({ lease: 3_000, store: { lease: 1_000 } });
  const host = await startHostApp({
    providers: [Shop],
    options: { queue, worker, retry: { delay: 1_000 } },
  });
  hosts.push(host);
  return host;
}

async function startWorker(variables: Record<string, string> = {}): Promise<AppProcess> {
  const file = fileURLToPath(new URL('worker.fixture.ts', import.meta.url));
  const started = await AppProcess.start(file, {
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    variables: { DATABASE: own.url, SCHEMA: own.schema, ...variables },
    listening: 'The worker is ready',
  });
  processes.push(started);
  return started;
}

const send = (host: HostApp, orderNo: string) =>
  host.postCallback(signedBody(paymentFields({ orderNo })));

describe('Several processes', () => {
  it('share the work: one answers callbacks with worker: false, another one without a callback route runs the jobs.', async () => {
    const web = await startWeb();

    expect(await send(web, 'P1')).toEqual(ACKNOWLEDGED);
    const worker = await startWorker();

    await until(
      () => worker.output.includes('ship P1 ends') && worker.output.includes('mail P1 ends'),
      30_000,
    );
    expect(web.app.get(Shop).runs).toEqual([]);
  }, 120_000);

  it('take over what a killed one had in hand, and nothing that it had finished.', async () => {
    const web = await startWeb();
    const hanging = await startWorker({ HANG: 'true' });
    await send(web, 'P2');
    await until(
      () => hanging.output.includes('ship P2 begins') && hanging.output.includes('mail P2 ends'),
      30_000,
    );
    // Only what the store has recorded counts as finished.
    const recorded = `SELECT subject FROM "${own.schema}".newpay_callbacks WHERE subject LIKE 'listener|mail|%:P2' AND rank > 0`;
    await until(async () => (await own.rows(recorded)).length === 1);

    await hanging.kill('SIGKILL');
    const other = await startWorker();

    await until(() => other.output.includes('ship P2 ends'), 60_000);
    expect(other.output).not.toContain('mail P2');
  }, 180_000);

  it('get back what a closing one cannot finish in ten seconds, as the same attempt.', async () => {
    const closing = await startWeb(true);
    closing.app.get(Shop).answer = () => new Promise(() => undefined);
    await send(closing, 'P3');
    await until(() => closing.app.get(Shop).runs.length === 2);
    const begin = performance.now();

    hosts.splice(hosts.indexOf(closing), 1);
    await closing.app.close();

    expect(performance.now() - begin).toBeLessThan(15_000);
    const jobs = await own.rows<{ state: string; retry_count: number }>(
      `SELECT state::text, retry_count FROM "${own.schema}".job WHERE data->>'group' = 'P3' AND data->'data'->>'listener' = 'ship'`,
    );
    expect(jobs).toEqual([{ state: 'created', retry_count: 0 }]);
  }, 120_000);
});
