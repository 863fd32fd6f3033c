/** @needs postgres redis */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayService } from '../../lib/index.js';
import { ACKNOWLEDGED } from '../support/callback-answers.js';
import { FakeGateway, paymentData, replyByPath } from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { ENGINES, type OwnEngine } from '../support/queue-engines.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { until } from '../support/until.js';

const WAITERS = 30;

describe.each(ENGINES)('settle with a queue on %s', (_engine, startEngine) => {
  let engine: OwnEngine;
  const gateway = new FakeGateway();
  const hosts: HostApp[] = [];

  beforeAll(async () => {
    engine = await startEngine();
  }, 30_000);

  beforeEach(() => gateway.start());

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map(({ app }) => app.close()));
    await gateway.stop();
  });

  afterAll(() => engine.stop());

  async function startApp(queue = engine.sameQueue(), worker = true): Promise<HostApp> {
    const host = await startHostApp({
      providers: [PaymentListener],
      options: { baseUrl: gateway.url, queue, worker },
    });
    hosts.push(host);
    return host;
  }

  it('A callback that another process handles ends the wait of all, with one query.', async () => {
    const page = await startApp(engine.newQueue(), false);
    const worker = await startApp();
    const heard = worker.app.get(PaymentListener);
    const answers: string[] = [];
    gateway.reply = replyByPath({
      queryOrder: (request) => {
        const state = heard.names.includes('paid') ? 'paid' : 'processing';
        answers.push(`${String(request['orderNo'])} ${state}`);
        return paymentData(request, state === 'paid' ? {} : { transStatus: 2 });
      },
    });
    const newPay = page.app.get(NewPayService, { strict: false });
    const waits = Array.from({ length: WAITERS }, () => newPay.settle('A1001', { within: 60_000 }));
    await until(() => answers.length > 0);

    const callback = signedBody(paymentFields({ orderNo: 'A1001', orderAmt: '50000' }));
    expect(await worker.postCallback(callback)).toEqual(ACKNOWLEDGED);

    const payments = await Promise.all(waits);
    expect(payments.map(({ status }) => status)).toEqual(Array(WAITERS).fill('paid'));
    expect(answers.filter((answer) => answer === 'A1001 paid')).toHaveLength(1);
    expect(heard.names).toEqual(['paid']);
    expect(page.app.get(PaymentListener).names).toEqual([]);
  }, 60_000);
});
