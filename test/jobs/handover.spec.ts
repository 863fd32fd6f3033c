import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { OnNewPay, type NewPayQueueJob } from '../../lib/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { ManualQueue } from '../support/manual-queue.js';
import { APP_ID, paymentFields, signedBody } from '../support/signed-callback.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SCOPE = `:${APP_ID}`;

const runs: string[] = [];

/** The app before its new version. */
@Injectable()
class OldShop {
  @OnNewPay('paid', { id: 'ship' })
  ship(): void {
    runs.push('ship');
  }
}

/** The app after it. */
@Injectable()
class NewShop extends OldShop {
  @OnNewPay('paid', { id: 'mail' })
  mail(): void {
    runs.push('mail');
  }
}

let queue: ManualQueue;
let host: HostApp | undefined;

beforeEach(() => {
  runs.length = 0;
  queue = new ManualQueue();
});

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

async function start(Shop: new () => OldShop): Promise<HostApp> {
  await host?.app.close();
  const options = { queue, retry: { attempts: 1, delay: 1_000 } };
  const now = (): number => queue.now;
  host = await startHostApp({ providers: [Shop], now, options });
  await until(() => queue.isWorking);
  return host;
}

/** The new version takes a callback, and the old one gets its jobs. */
async function callbackDuringRollout(): Promise<HostApp> {
  const { postCallback } = await start(NewShop);
  await postCallback(signedBody(paymentFields({ timestamp: queue.now })));
  return start(OldShop);
}

const failed = async (): Promise<unknown[]> =>
  (await queue.failed(SCOPE)).map(({ data }) => data['listener']);

describe('A job that only the new version of the app can run', () => {
  it('waits for it, without an attempt, when the old one gets it.', async () => {
    const old = await callbackDuringRollout();

    await queue.pass(59 * MINUTE);

    expect(runs).toEqual(['ship']);
    expect(await failed()).toEqual([]);
    const waits = old.logger.textsOf('warn').filter((line) => line.includes('waits for another'));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toContain(
      'the listener "mail" of "newpay.paid" waits for another process, for an hour at most, which is not counted as an attempt; ' +
        'this is told once for all such jobs: this process has no listener "mail"',
    );
    expect(old.logger.textsOf('error')).toEqual([]);

    await start(NewShop);
    await queue.pass(MINUTE);

    expect(runs).toEqual(['ship', 'mail']);
    expect(queue.waiting).toBe(0);
  });

  it('fails after an hour, so that one which no process can run is reported.', async () => {
    await callbackDuringRollout();

    await queue.pass(HOUR + 2 * MINUTE);

    expect(await failed()).toEqual(['mail']);
  });

  it('is taken again after a second, then less and less often, up to a minute.', async () => {
    await callbackDuringRollout();
    const job = queue.jobsOf('event').find(({ data }) => data['listener'] === 'mail')!;
    const dueAt = queue.now;
    const delays: unknown[] = [];
    for (const age of [0, 1, 1_999, 2_001, 30_000, 200_000, HOUR - 1]) {
      queue.now = dueAt + age;
      delays.push(await queue.runNow(job));
    }

    expect(delays).toEqual(
      [1_000, 1_000, 1_000, 1_001, 15_000, 60_000, 60_000].map((delay) => {
        return { outcome: 'again', delay };
      }),
    );
  });

  it('fails at once if the clock of the process that stored it was wrong by an hour.', async () => {
    await callbackDuringRollout();
    const job = queue.jobsOf('event').find(({ data }) => data['listener'] === 'mail')!;
    queue.now -= HOUR;

    expect(await queue.runNow(job)).toMatchObject({ outcome: 'failed' });
  });
});

describe('A job that another version of this package has stored', () => {
  const stored = (changes: Partial<NewPayQueueJob>): NewPayQueueJob => {
    const job = queue.jobsOf('event')[0]!;
    return { ...job, ...changes, data: { ...job.data, ...changes.data } };
  };

  it.each([
    ['of a new kind', { kind: 'report' }],
    ['with data of a new version', { data: { version: 2 } }],
    ['about a new event', { data: { version: 1, event: { name: 'newpay.partly-paid' } } }],
    ['of a watch of a new version', { kind: 'watch', data: { version: 2 } }],
    ['of a watch of a new API', { kind: 'watch', data: { version: 1, api: 'v3' } }],
  ])('%s waits for a process of that version.', async (_which, changes) => {
    await callbackDuringRollout();

    expect(await queue.runNow(stored(changes))).toEqual({ outcome: 'again', delay: 1_000 });
  });

  it.each([
    ['without a time', { dueAt: undefined }],
    ['that is damaged', { listener: 7 }],
  ])('%s fails at once.', async (_which, data) => {
    await callbackDuringRollout();

    const job = stored({ data: { version: 1, listener: 'mail', ...data } });

    expect(await queue.runNow(job)).toMatchObject({ outcome: 'failed' });
  });
});
