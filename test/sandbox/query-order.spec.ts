import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import {
  CREATE_MOBILE_PRE_PAYMENT,
  CREATE_ORDER,
  CREATE_PRE_PAYMENT,
  QUERY_ORDER,
  RawMerchant,
} from './raw-merchant.js';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  merchant = new RawMerchant(sandbox.credentials);
});

afterAll(() => sandbox.stop());

async function query(orderNo: string): Promise<Record<string, any>> {
  return (await merchant.call(QUERY_ORDER, { orderNo })).data;
}

describe('The query of an order', () => {
  it('is answered with the fields and the JSON types of protocol 4.3, signed', async () => {
    const order = await merchant.order({ orderNo: 'Q1', subject: 'ກາເຟ', extra: 'cart=7' });

    const envelope = await merchant.call(QUERY_ORDER, { orderNo: 'Q1' });

    expect(envelope).toEqual({
      success: true,
      message: 'success',
      code: expect.any(String),
      timestamp: expect.any(Number),
      data: {
        appId: sandbox.credentials.appId,
        sign: expect.any(String),
        tranAbbr: order['tranAbbr'],
        tranNo: order['tranNo'],
        transStatus: 2,
        transInfo: '',
        payMethod: 1,
        extra: 'cart=7',
        orderNo: 'Q1',
        newpayOrderNo: order['newpayOrderNo'],
        currency: 'LAK',
        orderAmt: '50000.00',
        subject: 'ກາເຟ',
        settlementStatus: 1,
      },
    });
    expect(merchant.accepts(envelope.data)).toBe(true);
  });

  it('has the status 2 while it is processing, then 1 for paid or 0 for failed', async () => {
    const { orderNo: paid } = await merchant.order();
    const { orderNo: failed } = await merchant.order();
    expect((await query(paid))['transStatus']).toBe(2);

    await sandbox.pay(paid);
    await sandbox.fail(failed, 'Insufficient balance');

    expect(await query(paid)).toMatchObject({ transStatus: 1, transInfo: 'Transaction Success' });
    expect(await query(failed)).toMatchObject({
      transStatus: 0,
      transInfo: 'Insufficient balance',
    });
  });

  it('is rejected for an unknown order, without a number, or from another merchant', async () => {
    expect(await merchant.call(QUERY_ORDER, { orderNo: 'nothing' })).toMatchObject({
      success: false,
      code: 'ORDER_NOT_FOUND',
      message: 'Order nothing does not exist',
      data: null,
    });
    expect(await merchant.call(QUERY_ORDER, {})).toMatchObject({
      code: 'MISSING_PARAMETER',
      message: 'orderNo is missing',
    });
    const { appId, merchantId } = sandbox.credentials;
    const unsigned = { appId, merchantId, timestamp: Date.now(), orderNo: 'Q1', sign: 'AAAA' };
    expect(await merchant.post(unsigned, { path: QUERY_ORDER })).toMatchObject({
      code: 'INVALID_SIGNATURE',
    });
  });
});

describe.each([CREATE_PRE_PAYMENT, CREATE_MOBILE_PRE_PAYMENT])('a pre-payment at %s', (path) => {
  const send = (changes: Record<string, unknown> = {}) =>
    merchant.call(path, merchant.parameters(changes));

  it.each([1, 4, 5])('may be paid by method %s', async (payMethod) => {
    const { data } = await send({ payMethod });

    expect(data).toEqual({
      appId: sandbox.credentials.appId,
      sign: expect.any(String),
      tranAbbr: expect.any(String),
      tranNo: expect.stringMatching(/^\d{20}$/),
      orderAmt: '50000.00',
      payUrl: expect.stringMatching(/\/cashier\/[\w-]+$/),
      orderNo: expect.any(String),
      newpayOrderNo: expect.stringMatching(/^\d{18}$/),
    });
    expect(merchant.accepts(data)).toBe(true);
    await sandbox.pay(data['orderNo']);
    expect(await query(data['orderNo'])).toMatchObject({ transStatus: 1, payMethod });
  });

  it.each([3, 6])('may not be paid by method %s', async (payMethod) => {
    expect(await send({ payMethod })).toMatchObject({
      success: false,
      code: 'INVALID_PARAMETER',
      message: expect.stringContaining('payMethod must be one of 1, 4, 5'),
    });
  });

  it('has its number in common with orders', async () => {
    const { data } = await send();
    const { orderNo } = data;
    expect(await merchant.call(CREATE_ORDER, merchant.parameters({ orderNo }))).toMatchObject({
      code: 'DUPLICATE_ORDER',
    });
  });
});
