import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { NewPaySandbox, type NewPaySandboxActivity } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
import { RawMerchant } from './raw-merchant.js';

let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;
let orderNo: string;
let activities: NewPaySandboxActivity[];

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
});

afterAll(() => endpoint.stop());

beforeEach(async () => {
  endpoint.received.length = 0;
  endpoint.next.length = 0;
  activities = [];
  sandbox = await NewPaySandbox.start({
    retryDelays: [300_000],
    onActivity: (activity) => activities.push(activity),
  });
  merchant = new RawMerchant(sandbox.credentials, endpoint.url);
  ({ orderNo } = (await merchant.order()) as { orderNo: string });
});

afterEach(() => sandbox.stop());

const fieldsAt = (index: number) =>
  JSON.parse(endpoint.received.at(index)!.body) as Record<string, any>;

describe('resend', () => {
  it('delivers the callback again after it was acknowledged, with the same bytes.', async () => {
    await sandbox.pay(orderNo);

    await sandbox.resend(orderNo);

    const bodies = endpoint.received.map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(new Set(bodies).size).toBe(1);
  });

  it.each(['withhold', 'tamper', 'old-key'] as const)(
    'delivers the callback without the fault %s, under which it was sent.',
    async (fault) => {
      sandbox.inject(fault);
      await sandbox.pay(orderNo);

      await sandbox.resend(orderNo);

      expect(merchant.accepts(fieldsAt(-1))).toBe(true);
      expect(fieldsAt(-1)).toMatchObject({ orderNo, transStatus: 0 });
    },
  );

  it('is refused for an order without a result.', async () => {
    await expect(sandbox.resend(orderNo)).rejects.toThrow(
      `The sandbox has no callback for "${orderNo}"`,
    );
  });
});

describe('deliverNow', () => {
  it('makes the next delivery without waiting for its time, and ends the retries if it is acknowledged.', async () => {
    endpoint.next.push(refuse);
    await sandbox.pay(orderNo);

    await sandbox.deliverNow(orderNo);

    expect(sandbox.deliveries(orderNo).map(({ acknowledged }) => acknowledged)).toEqual([
      false,
      true,
    ]);
    await expect(sandbox.deliverNow(orderNo)).rejects.toThrow(
      `No delivery is scheduled for "${orderNo}"`,
    );
  });

  it('makes a delayed delivery too.', async () => {
    sandbox.inject('delay', { ms: 60_000 });
    await sandbox.pay(orderNo);
    expect(endpoint.received).toHaveLength(0);

    await sandbox.deliverNow(orderNo);

    expect(endpoint.received).toHaveLength(1);
  });
});

describe('refund', () => {
  it('refunds what is left of a paid order, and sends the callback of the refund.', async () => {
    await sandbox.pay(orderNo);
    expect(await sandbox.refund(orderNo, '20000')).toBe(`${orderNo}-R1`);

    expect(await sandbox.refund(orderNo)).toBe(`${orderNo}-R2`);

    expect(fieldsAt(-1)).toMatchObject({
      refundOrderNo: `${orderNo}-R2`,
      refundOrderAmt: '30000.00',
    });
    await expect(sandbox.refund(orderNo)).rejects.toThrow('is already refunded');
  });

  it('completes a refund that is processing.', async () => {
    sandbox.holdRefunds();
    await sandbox.pay(orderNo);
    await merchant.refund({ orderNo, refundOrderNo: 'R-held' });

    expect(await sandbox.refund(orderNo)).toBe('R-held');

    expect(fieldsAt(-1)).toMatchObject({ refundOrderNo: 'R-held' });
  });

  it.each([
    ['60000', 'amount exceeds the refundable amount of order'],
    ['1.5', 'amount must be whole for LAK'],
    ['-1', 'amount must be a decimal string'],
  ])('rejects the amount %s.', async (amount, problem) => {
    await sandbox.pay(orderNo);

    await expect(sandbox.refund(orderNo, amount)).rejects.toThrow(problem);
  });

  it('is refused for an order that is not paid or not there.', async () => {
    await expect(sandbox.refund(orderNo)).rejects.toThrow('is not paid: it cannot be refunded');
    await expect(sandbox.refund('none')).rejects.toThrow('has no order and no refund "none"');
  });
});

describe('The activities of a sandbox', () => {
  it('are its answers, results and deliveries, in this order.', async () => {
    endpoint.next.push(refuse);
    await sandbox.pay(orderNo);

    expect(activities).toMatchObject([
      { type: 'request', endpoint: 'createOrder', number: orderNo, status: 200, faults: [] },
      { type: 'result', number: orderNo, status: 'paid' },
      { type: 'delivery', number: orderNo, status: 500, acknowledged: false, nextDelay: 300_000 },
    ]);
    expect(activities[0]).not.toHaveProperty('refusal');
  });

  it('have the reason of a refused request, and the faults of an answer.', async () => {
    sandbox.inject('drop', { endpoint: 'queryOrder' });
    await merchant.post({ ...merchant.parameters(), sign: 'AAAA' });
    await expect(
      merchant.call('/api/open/converge/pay/v1/queryOrder', { orderNo }),
    ).rejects.toThrow('fetch failed');
    await fetch(`${sandbox.credentials.baseUrl}/api/wrong`, { method: 'POST' });
    await fetch(`${sandbox.credentials.baseUrl}/`, {
      method: 'POST',
      headers: { origin: 'http://evil' },
    });

    expect(activities.slice(1)).toMatchObject([
      { endpoint: 'createOrder', refusal: expect.stringMatching(/^INVALID_SIGNATURE: /) },
      { endpoint: 'queryOrder', status: undefined, faults: ['drop'] },
      { path: '/api/wrong', status: 404, refusal: expect.stringMatching(/^NOT_FOUND: /) },
      { path: '/', status: 403, refusal: expect.stringContaining('http://evil') },
    ]);
  });

  it('change nothing if their listener throws: the error becomes a warning of the process.', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const fragile = await NewPaySandbox.start({
      onActivity: () => {
        throw new Error('the log is full');
      },
    });

    await new RawMerchant(fragile.credentials).order();

    expect(warn.mock.calls).toEqual([
      ['onActivity of the sandbox threw an error: the log is full'],
    ]);
    await fragile.stop();
    warn.mockRestore();
  });
});

it('A sandbox with the account of another one accepts its merchant, and signs with its key.', async () => {
  const { privateKey: other } = sandbox.credentials;
  const account = {
    appId: 'app-1',
    merchantId: 'merchant-1',
    privateKey: other,
    platformPrivateKey: other,
  };
  const [first, second] = await Promise.all([
    NewPaySandbox.start({ account }),
    NewPaySandbox.start({ account }),
  ]);

  const { baseUrl, v2: _, ...same } = second.credentials;
  expect(first.credentials).toMatchObject(same);
  await expect(new RawMerchant({ ...same, baseUrl }).order()).resolves.toHaveProperty('payUrl');
  await Promise.all([first.stop(), second.stop()]);
});

it.each([
  [{ appId: '' }, 'account must have an appId and a merchantId'],
  [{ privateKey: 'x' }, 'NewPay option "account.privateKey"'],
])('A sandbox does not start with an account that has %j.', async (changes, problem) => {
  const { appId, merchantId, privateKey } = sandbox.credentials;
  const account = { appId, merchantId, privateKey, platformPrivateKey: privateKey, ...changes };

  await expect(NewPaySandbox.start({ account })).rejects.toThrow(problem);
});
