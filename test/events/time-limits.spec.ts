import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore, NewPayService } from '../../lib/index.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { paymentData, replyByPath, startFakeGateway } from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';
import { until } from '../support/until.js';

const LIMIT = 300;
const NEVER = new Promise<never>(() => undefined);

let host: HostApp;

afterEach(() => host.app.close());

const send = (orderNo = 'A1001') => host.postCallback(signedBody(paymentFields({ orderNo })));

describe.each(PLATFORMS)('A listener on %s that does not end in time', (platform) => {
  it('is not acknowledged, is named in the log, and is done when it has finished', async () => {
    host = await startHostApp({
      platform,
      options: { listenerTimeout: LIMIT },
      providers: [PaymentListener],
    });
    const listener = host.app.get(PaymentListener);
    let finish = (): void => undefined;
    listener.before = () => new Promise<void>((resolve) => (finish = resolve));
    expect(await send()).toEqual(rejected(503));
    expect(host.logger.textsOf('error')[0]).toContain(
      `Callback for order A1001 not acknowledged (503): not finished after ${LIMIT} ms: order A1001, "newpay.paid" (PaymentListener.onPaid)`,
    );
    expect((await send()).status).toBe(409);
    finish();
    await setTimeout(50);
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(listener.names).toEqual(['paid']);
  });

  it('holds its claim for as long as it runs, longer than the lease', async () => {
    const lease = 200;
    host = await startHostApp({
      platform,
      options: { listenerTimeout: LIMIT, store: new MemoryCallbackStore({ lease }) },
      providers: [PaymentListener],
    });
    host.app.get(PaymentListener).before = () => NEVER;
    expect((await send()).status).toBe(503);
    await setTimeout(lease * 3);
    expect((await send()).status).toBe(409);
  });

  it('and fails later, is told so, and the next delivery runs it again', async () => {
    host = await startHostApp({
      platform,
      options: { listenerTimeout: LIMIT },
      providers: [PaymentListener],
    });
    const listener = host.app.get(PaymentListener);
    listener.before = () => setTimeout(LIMIT * 2).then(() => Promise.reject(new Error('no stock')));
    expect((await send()).status).toBe(503);
    await setTimeout(LIMIT * 2);
    expect(host.logger.textsOf('error').join()).toContain(
      'Failed after its time limit: order A1001, "newpay.paid": 1 of 1 listeners',
    );
    listener.before = () => undefined;
    expect(await send()).toEqual(ACKNOWLEDGED);
  });

  it('does not keep the app from closing, which says what it waits for', async () => {
    host = await startHostApp({
      platform,
      options: { listenerTimeout: 2_000 },
      providers: [PaymentListener],
    });
    const started = new Promise<void>((resolve) => {
      host.app.get(PaymentListener).before = () => {
        resolve();
        return NEVER;
      };
    });
    const answer = send();
    await started;
    const begin = performance.now();
    await host.app.close();
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect(await answer).toEqual(rejected(503));
    const what = 'order A1001, "newpay.paid" (PaymentListener.onPaid)';
    expect(host.logger.textsOf('log').join('\n')).toContain(
      `Closing: waiting up to 2000 ms for ${what}`,
    );
  });

  it.each<[string, JsonFields[]]>([
    ['a failed payment', [{ transStatus: 1 }]],
    ['three orders at once', [{ orderNo: 'A1' }, { orderNo: 'A2' }, { orderNo: 'A3' }]],
    ['a paid and a failed one', [{ orderNo: 'A1' }, { orderNo: 'A2', transStatus: 1 }]],
  ])('does not keep the app from closing when it hears %s', async (_what, deliveries) => {
    host = await startHostApp({
      platform,
      options: { listenerTimeout: 500 },
      providers: [PaymentListener],
    });
    const listener = host.app.get(PaymentListener);
    let begun = 0;
    listener.before = () => {
      begun++;
      return NEVER;
    };
    const answers = deliveries.map((fields) =>
      host.postCallback(signedBody(paymentFields(fields))),
    );
    await until(() => begun === deliveries.length);
    await host.app.close();
    for (const answer of answers) {
      expect(await answer).toEqual(rejected(503));
    }
    expect(listener.names).toEqual([]);
  });
});

describe.each(PLATFORMS)('expectOrder on %s', (platform) => {
  it('that never answers is not waited for longer than listenerTimeout', async () => {
    host = await startHostApp({
      platform,
      options: { listenerTimeout: LIMIT, expectOrder: () => NEVER },
      providers: [PaymentListener],
    });
    expect(await send()).toEqual(rejected(503));
    expect(host.logger.textsOf('error')[0]).toContain(
      `(503): not finished after ${LIMIT} ms: order A1001, expectOrder`,
    );
  });

  it('that never answers does not keep the app from closing', async () => {
    let begin = (): void => undefined;
    const asked = new Promise<void>((resolve) => (begin = resolve));
    const expectOrder = () => {
      begin();
      return NEVER;
    };
    const options = { listenerTimeout: 2_000, expectOrder };
    host = await startHostApp({ platform, options, providers: [PaymentListener] });
    const answer = send();
    await asked;
    await host.app.close();
    expect((await answer).status).toBe(503);
  });
});

describe('A listener that does not end', () => {
  it('does not stop a reconciliation: the other orders are reached', async () => {
    const gateway = await startFakeGateway();
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    host = await startHostApp({
      options: { baseUrl: gateway.url, listenerTimeout: LIMIT },
      providers: [PaymentListener],
    });
    const hanging = ['H1', 'H2', 'H3', 'H4'];
    host.app.get(PaymentListener).before = ({ orderNo }) =>
      hanging.includes(orderNo) ? NEVER : undefined;
    const { paid, unresolved } = await host.app
      .get(NewPayService)
      .reconcileAll([...hanging, 'A1', 'A2', 'A3']);
    await gateway.stop();
    expect(paid.toSorted()).toEqual(['A1', 'A2', 'A3']);
    expect(unresolved.map(({ orderNo }) => orderNo).toSorted()).toEqual(hanging);
  });
});

describe('The option listenerTimeout', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 31])('cannot be %p', async (listenerTimeout) => {
    host = await startHostApp();
    await expect(startHostApp({ options: { listenerTimeout } })).rejects.toThrow(
      'NewPay option "listenerTimeout" must be a whole number of milliseconds from 1 to 2147483647, such as 120000',
    );
  });
});
