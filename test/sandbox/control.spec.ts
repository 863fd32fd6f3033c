import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { controlFields } from '../../lib/sandbox/control/control-request.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
import { RawMerchant } from './raw-merchant.js';

let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;
let orderNo: string;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
  sandbox = await NewPaySandbox.start({ host: '0.0.0.0', retryDelays: [] });
  merchant = new RawMerchant({ ...sandbox.credentials, baseUrl: sandbox.localUrl }, endpoint.url);
});

afterAll(async () => {
  await sandbox.stop();
  await endpoint.stop();
});

beforeEach(async () => {
  ({ orderNo } = (await merchant.order()) as { orderNo: string });
});

afterEach(() => sandbox.clearFaults());

async function control(
  fields: object,
  { base = sandbox.localUrl, ...headers }: Record<string, string> = {},
): Promise<Record<string, any> & { status: number }> {
  const response = await fetch(`${base}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(fields),
  });
  const answer = await response.text();
  const json = answer.startsWith('{') ? (JSON.parse(answer) as object) : { error: answer };
  return { status: response.status, ...json };
}

describe('The control endpoint', () => {
  it('pays an order and says how the app answered the callback.', async () => {
    endpoint.next.push(refuse);

    expect(await control({ action: 'pay', number: orderNo })).toMatchObject({
      status: 200,
      number: orderNo,
      deliveries: [{ url: endpoint.url, status: 500, acknowledged: false }],
    });
    expect(await control({ action: 'resend', number: orderNo })).toMatchObject({
      deliveries: [{ acknowledged: true }],
    });
  });

  it('lets a payment fail with a reason.', async () => {
    await control({ action: 'fail', number: orderNo, reason: 'no money' });

    expect(endpoint.received.at(-1)!.body).toContain('"transInfo":"no money"');
  });

  it('refunds a paid order.', async () => {
    await sandbox.pay(orderNo);

    const answer = await control({ action: 'refund', number: orderNo, status: 'refunded' });

    expect(answer).toMatchObject({ number: `${orderNo}-R1`, deliveries: [{ acknowledged: true }] });
  });

  it.each(['paid', 'failed', 'refunded'])(
    'triggers the event %s for a new order, whose queries are answered.',
    async (event) => {
      const { number, deliveries } = await control({ action: 'trigger', event, to: endpoint.url });

      expect(deliveries).toMatchObject([{ acknowledged: true }]);
      const { sign, ...fields } = JSON.parse(endpoint.received.at(-1)!.body);
      const name = event === 'refunded' ? 'refundOrderNo' : 'orderNo';
      expect(fields[name]).toBe(number);
      expect(sign).toEqual(expect.any(String));
      const { success } = await merchant.call('/api/open/converge/pay/v1/queryOrder', {
        orderNo: fields.orderNo,
      });
      expect(success).toBe(true);
    },
  );

  it('injects, lists and removes faults.', async () => {
    const inject = { action: 'inject', fault: 'delay', orderNo, times: '2', ms: '5' };
    const fault = { fault: 'delay', orderNo, times: 2, ms: 5 };

    expect(await control(inject)).toEqual({ status: 200, faults: [fault] });
    expect(await control({ action: 'faults' })).toEqual({ status: 200, faults: [fault] });
    expect(await control({ action: 'withdraw', fault: 'delay', orderNo })).toEqual({
      status: 200,
      faults: [],
    });
  });

  it.each([
    [{ action: 'pay', number: 'none' }, 409, 'The sandbox has no order "none"'],
    [{ action: 'pay' }, 400, 'number is missing'],
    [{ action: 'pay', number: 5 }, 400, 'number must be a text'],
    [{ action: 'toString' }, 400, 'action must be one of pay, fail, '],
    [{ action: 'inject', fault: 'earthquake' }, 409, 'fault must be one of '],
    [{ action: 'inject', fault: 'delay', ms: 'x' }, 400, 'ms must be a whole number'],
    [{ action: 'trigger', event: 'stolen', to: 'http://a.b' }, 400, 'event must be one of paid, '],
    [{ action: 'trigger', event: 'paid', to: 'file:///x' }, 409, 'callBackUrl must be an absolute'],
    [{ action: 'trigger', event: 'paid', to: 'http://a.b', orderAmt: '0' }, 409, 'above zero'],
  ])('refuses %j.', async (fields, status, problem) => {
    expect(await control(fields)).toEqual({ status, error: expect.stringContaining(problem) });
  });

  it('refuses web pages and forms, which a browser on this machine could send.', async () => {
    const pay = { action: 'pay', number: orderNo };

    expect((await control(pay, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await control(pay, { 'content-type': 'text/plain' })).status).toBe(415);
    expect(sandbox.deliveries(orderNo)).toEqual([]);
  });

  it('refuses other machines, which could send signed callbacks to any URL.', async () => {
    const request = {
      method: 'POST',
      path: '/control',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{}'),
    };
    expect(() => controlFields({ ...request, isLocal: false })).toThrow(
      'The sandbox is controlled from its own machine only.',
    );
    expect(controlFields({ ...request, isLocal: true }).optional('number')).toBeUndefined();

    // A connection to an address in the network comes from there, also on the same machine.
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
    const base = `http://${outside?.address ?? '127.0.0.1'}:${new URL(sandbox.localUrl).port}`;
    const { status } = await control({ action: 'pay', number: orderNo }, { base });
    expect(status).toBe(outside ? 403 : 200);
  });
});
