import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import {
  CREATE_MOBILE_ORDER,
  CREATE_ORDER,
  QUERY_ORDER,
  QUERY_REFUND,
  RawMerchant,
  REFUND,
} from './raw-merchant.js';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  merchant = new RawMerchant(sandbox.credentials);
});

afterAll(() => sandbox.stop());

afterEach(() => sandbox.clearFaults());

function create(orderNo: string, path = CREATE_ORDER): Promise<Response> {
  const body = JSON.stringify(merchant.signed(merchant.parameters({ orderNo })));
  return merchant.fetch(path, { body });
}

/** Whether the sandbox has an order; asked past the faults of the test. */
async function hasOrder(orderNo: string): Promise<boolean> {
  sandbox.clearFaults();
  return (await merchant.call(QUERY_ORDER, { orderNo })).success;
}

describe('An answer with a fault, after the call was executed,', () => {
  it('is sent late', async () => {
    sandbox.inject('answer-late', { ms: 150 });
    const started = performance.now();

    const response = await create('late');

    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
    expect(await response.json()).toMatchObject({ success: true });
  });

  it('is not sent, and the connection is closed', async () => {
    sandbox.inject('drop');

    await expect(create('dropped')).rejects.toThrow('fetch failed');

    expect(await hasOrder('dropped')).toBe(true);
  });

  it('is HTTP 500', async () => {
    sandbox.inject('http-500');

    const response = await create('fault');

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Internal Server Error');
    expect(await hasOrder('fault')).toBe(true);
  });

  it('is not JSON', async () => {
    sandbox.inject('not-json');

    const response = await create('page');

    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^<!doctype html>/);
    expect(await hasOrder('page')).toBe(true);
  });

  it('has a signature of an unknown key, and is intact otherwise', async () => {
    sandbox.inject('wrong-signature');
    const extra = 'a "sign":"x" of the merchant’s own';
    await merchant.order({ orderNo: 'forged', extra });

    const { success, data } = await merchant.call(QUERY_ORDER, { orderNo: 'forged' });

    expect(success).toBe(true);
    expect(data).toMatchObject({ orderNo: 'forged', extra });
    expect(data['sign']).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    expect(merchant.accepts(data)).toBe(false);
    expect(await hasOrder('forged')).toBe(true);
  });

  it('is not changed if it is an error, which has no signature', async () => {
    sandbox.inject('wrong-signature');

    expect(await merchant.call(QUERY_ORDER, { orderNo: 'nothing' })).toMatchObject({
      success: false,
      code: 'ORDER_NOT_FOUND',
      data: null,
    });
  });

  it('may have several faults, in the order of injection', async () => {
    sandbox.inject('answer-late', { ms: 100 });
    sandbox.inject('http-500');
    sandbox.inject('not-json');
    const started = performance.now();

    const response = await create('both');

    expect(performance.now() - started).toBeGreaterThanOrEqual(95);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  it('may also be that to an unreadable request', async () => {
    sandbox.inject('http-500');

    expect((await merchant.fetch(CREATE_ORDER, { body: 'x' })).status).toBe(500);
  });
});

describe('A fault of answers applies to', () => {
  it('only the given order', async () => {
    sandbox.inject('http-500', { orderNo: 'named' });

    expect((await create('other')).status).toBe(200);
    expect((await create('named')).status).toBe(500);
    expect((await merchant.fetch(CREATE_ORDER, { body: '{}' })).status).toBe(200);
  });

  it('only the given refund', async () => {
    sandbox.inject('http-500', { orderNo: 'R-named' });
    const query = (refundOrderNo: string) => {
      const { appId, merchantId } = sandbox.credentials;
      const parameters = { appId, merchantId, timestamp: Date.now(), refundOrderNo };
      const body = JSON.stringify(merchant.signed(parameters));
      return merchant.fetch(QUERY_REFUND, { body });
    };
    const body = (refundOrderNo: string) =>
      JSON.stringify(merchant.signed(merchant.refundParameters({ refundOrderNo })));

    expect((await merchant.fetch(REFUND, { body: body('R-named') })).status).toBe(500);
    expect((await merchant.fetch(REFUND, { body: body('R-other') })).status).toBe(200);
    expect((await query('R-named')).status).toBe(500);
    expect((await query('R-other')).status).toBe(200);
  });

  it('only the given call', async () => {
    sandbox.inject('http-500', { endpoint: 'createMobileOrder' });

    expect((await create('website')).status).toBe(200);
    expect((await create('mobile', CREATE_MOBILE_ORDER)).status).toBe(500);
  });

  it('only the given number of answers', async () => {
    sandbox.inject('http-500', { times: 2 });

    const statuses: number[] = [];
    for (const orderNo of ['T1', 'T2', 'T3']) {
      statuses.push((await create(orderNo)).status);
    }

    expect(statuses).toEqual([500, 500, 200]);
    expect(sandbox.faults).toEqual([]);
  });

  it('no page of the cashier', async () => {
    const { payUrl } = await merchant.order();
    sandbox.inject('http-500');

    expect((await fetch(payUrl)).status).toBe(200);
  });
});

describe('The faults of a sandbox', () => {
  beforeEach(() => {
    sandbox.inject('drop', { orderNo: 'A1', endpoint: 'refund', times: 3 });
    sandbox.inject('delay', { ms: 5 });
    sandbox.inject('drop');
  });

  it('are listed as data', () => {
    expect(sandbox.faults).toEqual([
      { fault: 'drop', orderNo: 'A1', endpoint: 'refund', times: 3, ms: 1_000 },
      { fault: 'delay', ms: 5 },
      { fault: 'drop', ms: 1_000 },
    ]);
  });

  it('tell how often they still apply', async () => {
    await expect(merchant.refund({ orderNo: 'A1' })).rejects.toThrow('fetch failed');

    expect(sandbox.faults[0]).toEqual({
      fault: 'drop',
      orderNo: 'A1',
      endpoint: 'refund',
      times: 2,
      ms: 1_000,
    });
  });

  it('are removed by kind, or all', () => {
    sandbox.clearFaults('drop');
    expect(sandbox.faults).toEqual([{ fault: 'delay', ms: 5 }]);

    sandbox.clearFaults();
    expect(sandbox.faults).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['explode', {}, 'fault must be one of answer-late, drop, http-500, not-json, wrong-signature,'],
    [
      'delay',
      { endpoint: 'refund' },
      'endpoint cannot be set for delay, which is a fault of callb',
    ],
    ['drop', { endpoint: 'pay' }, 'endpoint must be one of createOrder, createMobileOrder, '],
    ['drop', { times: 0 }, 'times must be a whole number above 0'],
    ['drop', { times: 1.5 }, 'times must be a whole number above 0'],
    ['delay', { ms: -1 }, 'ms must be a number of milliseconds from 0 to 2147483647'],
    ['delay', { ms: Number.NaN }, 'ms must be a number of milliseconds from 0 to 2147483647'],
  ])('cannot be %s with %j', (fault, options, message) => {
    expect(() => sandbox.inject(fault as 'drop', options)).toThrow(RangeError);
    expect(() => sandbox.inject(fault as 'drop', options)).toThrow(message);
    expect(sandbox.faults).toHaveLength(3);
  });
});
