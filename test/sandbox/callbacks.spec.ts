import { createVerify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { acknowledge, CallbackEndpoint, refuse } from './callback-endpoint.js';
import { until } from '../support/until.js';
import { RawMerchant } from './raw-merchant.js';

let endpoint: CallbackEndpoint;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
});

afterAll(() => endpoint.stop());

beforeEach(() => {
  endpoint.received.length = 0;
  endpoint.next.length = 0;
});

describe('A callback', () => {
  let sandbox: NewPaySandbox;
  let merchant: RawMerchant;

  beforeAll(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
    merchant = new RawMerchant(sandbox.credentials, endpoint.url);
  });

  afterAll(() => sandbox.stop());

  function receivedCallbacks(): Record<string, unknown>[] {
    return endpoint.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  it('has the fields and JSON types of protocol 5.1', async () => {
    const { orderNo, newpayOrderNo } = await merchant.order({
      orderAmt: '123',
      subject: 'ກາເຟ "dark"',
      extra: 'cart=7&IOS',
    });

    await sandbox.pay(orderNo);

    const [callback] = receivedCallbacks();
    expect(endpoint.received[0]?.contentType).toBe('application/json');
    expect(callback).toEqual({
      appId: sandbox.credentials.appId,
      payMethod: 1,
      orderAmt: '123.00',
      currency: 'LAK',
      newpayOrderNo,
      orderNo,
      subject: 'ກາເຟ "dark"',
      transStatus: 0,
      transInfo: 'Transaction Success',
      settlementStatus: 1,
      timestamp: expect.any(Number),
      extra: 'cart=7&IOS',
      sign: expect.any(String),
    });
    expect(String(callback?.['timestamp'])).toMatch(/^\d{13}$/);
    expect(Math.abs(Date.now() - Number(callback?.['timestamp']))).toBeLessThan(60_000);
    expect(Object.keys(callback ?? {}).at(-1)).toBe('sign');
  });

  it('has the reason of a failure', async () => {
    const first = await merchant.order();
    const second = await merchant.order();

    await sandbox.fail(first['orderNo'], 'Insufficient balance');
    await sandbox.fail(second['orderNo']);

    expect(receivedCallbacks()).toMatchObject([
      { transStatus: 1, transInfo: 'Insufficient balance' },
      { transStatus: 1, transInfo: 'Transaction Failed' },
    ]);
  });

  it('is signed by the platform over all fields, including empty ones', async () => {
    await merchant.order({ orderNo: 'B1', currency: 'USD', orderAmt: '12.5', payMethod: 3 });

    await sandbox.pay('B1');

    const { appId, newpayOrderNo, timestamp, sign } = receivedCallbacks()[0] as Record<string, any>;
    const text =
      `appId=${appId}&currency=USD&extra=&newpayOrderNo=${newpayOrderNo}&orderAmt=12.50&orderNo=B1` +
      `&payMethod=3&settlementStatus=1&subject=&timestamp=${timestamp}` +
      '&transInfo=Transaction Success&transStatus=0';
    const { platformPublicKey } = sandbox.credentials;
    const verify = createVerify('RSA-SHA256').update(text);
    expect(verify.verify(platformPublicKey, sign, 'base64')).toBe(true);
  });

  it('is sent only for a known order', async () => {
    const problem = 'The sandbox has no order "nothing"';

    await expect(sandbox.pay('nothing')).rejects.toThrow(problem);
    await expect(sandbox.fail('nothing')).rejects.toThrow(problem);
    expect(sandbox.deliveries('nothing')).toEqual([]);
  });

  it('is sent once, because a result is final', async () => {
    const { orderNo: paid } = await merchant.order();
    const { orderNo: failed } = await merchant.order();
    await sandbox.pay(paid);
    await sandbox.fail(failed);

    const isPaid = `The order "${paid}" is already paid, and this is final`;
    await expect(sandbox.pay(paid)).rejects.toThrow(isPaid);
    await expect(sandbox.fail(paid)).rejects.toThrow(isPaid);
    await expect(sandbox.pay(failed)).rejects.toThrow(
      `The order "${failed}" is already failed, and this is final`,
    );
    expect(endpoint.received).toHaveLength(2);
  });

  it.each([
    ['another status', 201, '{"transResult":"SUCCESS"}'],
    ['another word', 200, '{"transResult":"success"}'],
    ['another name', 200, '{"result":"SUCCESS"}'],
    ['no JSON', 200, 'SUCCESS'],
    ['nothing', 200, ''],
  ])('is not acknowledged by %s', async (_what, status, answer) => {
    const { orderNo } = await merchant.order();
    endpoint.next.push((response) => response.writeHead(status).end(answer));

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toMatchObject([
      { status, response: answer, acknowledged: false },
    ]);
  });

  it('does not follow redirects', async () => {
    const { orderNo } = await merchant.order();
    endpoint.next.push((response) => response.writeHead(302, { location: endpoint.url }).end());

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toMatchObject([{ status: 302, acknowledged: false }]);
    expect(endpoint.received).toHaveLength(1);
  });

  it.each([
    'http://127.0.0.1:1/callback',
    'http://localhost:1/callback',
    'https://127.0.0.1:1/callback',
  ])('has an error if nothing listens at %s', async (callBackUrl) => {
    const { orderNo } = await merchant.order({ callBackUrl });

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toMatchObject([
      { status: undefined, acknowledged: false, error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it('has an error if the connection breaks before the answer', async () => {
    const { orderNo } = await merchant.order();
    endpoint.next.push((response) => response.destroy());

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toMatchObject([
      { status: undefined, response: undefined, error: expect.stringContaining('ECONNRESET') },
    ]);
  });

  it('has an error if the connection breaks within the answer', async () => {
    const { orderNo } = await merchant.order();
    endpoint.next.push((response) => {
      response.writeHead(200, { 'content-length': 99 });
      response.write('{"transResult":', () => response.destroy());
    });

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toMatchObject([
      { status: undefined, response: undefined, error: 'ECONNRESET: aborted' },
    ]);
  });
});

describe('The deliveries of a callback', () => {
  let sandbox: NewPaySandbox;

  afterEach(() => sandbox.stop());

  /** Starts a sandbox and creates the order A1 in it. */
  async function startWithOrder(retryDelays?: number[]): Promise<void> {
    sandbox = await NewPaySandbox.start({ retryDelays });
    await new RawMerchant(sandbox.credentials, endpoint.url).order({ orderNo: 'A1' });
  }

  it('are recorded with the request and the answer', async () => {
    await startWithOrder();
    expect(sandbox.deliveries('A1')).toEqual([]);
    const before = Date.now();

    await sandbox.pay('A1');

    const [delivery] = sandbox.deliveries('A1');
    expect(sandbox.deliveries('A1')).toEqual([
      {
        url: endpoint.url,
        body: endpoint.received[0]?.body,
        status: 200,
        response: '{"transResult": "SUCCESS"}',
        acknowledged: true,
        at: expect.any(Date),
      },
    ]);
    expect(delivery?.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(delivery?.at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('continue with the same bytes until one is acknowledged', async () => {
    await startWithOrder([10, 10, 10]);
    endpoint.next.push(refuse, refuse, acknowledge);

    await sandbox.pay('A1');
    await until(() => sandbox.deliveries('A1').length === 3);
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(sandbox.deliveries('A1')).toMatchObject([
      { status: 500, response: '{"transResult":"FAIL"}', acknowledged: false },
      { status: 500, acknowledged: false },
      { status: 200, acknowledged: true },
    ]);
    expect(new Set(endpoint.received.map(({ body }) => body)).size).toBe(1);
  });

  it('end after the last delay', async () => {
    await startWithOrder([10, 10]);
    endpoint.next.push(refuse, refuse, refuse, refuse);

    await sandbox.pay('A1');
    await until(() => sandbox.deliveries('A1').length === 3);
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(endpoint.received).toHaveLength(3);
  });

  it('have the configured delays', async () => {
    await startWithOrder([100]);
    endpoint.next.push(refuse);

    await sandbox.pay('A1');
    expect(sandbox.deliveries('A1')).toHaveLength(1);
    await until(() => sandbox.deliveries('A1').length === 2);

    const [first, second] = sandbox.deliveries('A1').map(({ at }) => at.getTime());
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(95);
  });
});
