import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
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

describe.each([
  {
    reading: 'example',
    success: '"transStatus":0,"transStatus":0,',
    failure: '"transStatus":1,"transStatus":1,',
  },
  { reading: 'table', success: '"transStatus":1,', failure: '"transStatus":0,' },
] as const)('The callback of a refund, in the reading $reading,', (codes) => {
  let sandbox: NewPaySandbox;
  let merchant: RawMerchant;
  let order: Record<string, any>;

  beforeAll(async () => {
    const { reading: refundCallbackReading } = codes;
    sandbox = await NewPaySandbox.start({ refundCallbackReading, retryDelays: [10, 10, 10] });
    merchant = new RawMerchant(sandbox.credentials, endpoint.url);
    order = await merchant.order({ orderNo: 'A1', orderAmt: '1000000', payMethod: 5 });
    await sandbox.pay('A1');
  });

  afterAll(() => sandbox.stop());

  beforeEach(() => sandbox.holdRefunds(false));

  /** Has a refund of the order; returns the `data` of the answer. */
  async function refund(changes: Record<string, unknown>): Promise<Record<string, any>> {
    const { data } = await merchant.refund({ orderNo: 'A1', refundOrderAmt: '1', ...changes });
    return data;
  }

  it('has the fields and JSON types of protocol 5.2, signed', async () => {
    const { newpayRefundOrderNo } = await refund({ refundOrderNo: 'R1', refundOrderAmt: '20000' });
    await until(() => sandbox.deliveries('R1').length === 1);

    const { body, contentType } = endpoint.received[0]!;
    const callback = JSON.parse(body) as Record<string, unknown>;
    expect(contentType).toBe('application/json');
    expect(body).toContain(codes.success);
    expect(callback).toEqual({
      appId: sandbox.credentials.appId,
      payMethod: 5,
      refundOrderAmt: '20000.00',
      currency: 'LAK',
      newpayOrderNo: order['newpayOrderNo'],
      newpayRefundOrderNo,
      orderNo: 'A1',
      refundOrderNo: 'R1',
      transStatus: expect.any(Number),
      transInfo: 'Transaction Success',
      timestamp: expect.any(Number),
      sign: expect.any(String),
    });
    expect(merchant.accepts(callback)).toBe(true);
  });

  it('has the reason of a failure', async () => {
    sandbox.holdRefunds();
    await refund({ refundOrderNo: 'R2' });
    expect(sandbox.deliveries('R2')).toEqual([]);

    await sandbox.settleRefund('R2', 'failed', 'The account is "closed"');

    const { body } = endpoint.received[0]!;
    const callback = JSON.parse(body) as Record<string, unknown>;
    expect(body).toContain(codes.failure);
    expect(callback['transInfo']).toBe('The account is "closed"');
    expect(merchant.accepts(callback)).toBe(true);
  });

  it('is a delivery of the refund, not of its order', async () => {
    await refund({ refundOrderNo: 'R3' });
    await until(() => sandbox.deliveries('R3').length === 1);

    expect(sandbox.deliveries('A1')).toHaveLength(1);
    expect(sandbox.deliveries('R3')).toMatchObject([
      { url: endpoint.url, body: endpoint.received[0]?.body, status: 200, acknowledged: true },
    ]);
  });

  it('is delivered again until it is acknowledged', async () => {
    endpoint.next.push(refuse, refuse);
    await refund({ refundOrderNo: 'R4' });

    await until(() => sandbox.deliveries('R4').length === 3);

    const isAcknowledged = sandbox.deliveries('R4').map(({ acknowledged }) => acknowledged);
    expect(isAcknowledged).toEqual([false, false, true]);
    expect(new Set(endpoint.received.map(({ body }) => body)).size).toBe(1);
  });

  it('is sent once, however often the refund is requested', async () => {
    await refund({ refundOrderNo: 'R5' });
    await refund({ refundOrderNo: 'R5' });
    await until(() => sandbox.deliveries('R5').length === 1);
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(endpoint.received).toHaveLength(1);
  });

  it('is not sent if the refund has no callBackUrl', async () => {
    sandbox.holdRefunds();
    await refund({ refundOrderNo: 'R6', callBackUrl: '' });

    await sandbox.settleRefund('R6', 'refunded');

    expect(sandbox.deliveries('R6')).toEqual([]);
    expect(endpoint.received).toEqual([]);
  });

  it('does not delay the answer to the refund', async () => {
    endpoint.next.push(() => undefined);

    await expect(refund({ refundOrderNo: 'R7' })).resolves.toMatchObject({ tranStatus: 1 });

    await until(() => endpoint.received.length === 1);
    expect(sandbox.deliveries('R7')).toEqual([]);
  });
});

it('An unknown reading of the refund callback is rejected.', async () => {
  const options: object = { refundCallbackReading: 'both' };
  await expect(NewPaySandbox.start(options)).rejects.toThrow(
    new RangeError('refundCallbackReading must be one of example, table, not both'),
  );
});
