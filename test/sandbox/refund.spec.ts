import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { QUERY_REFUND, RawMerchant, type Envelope } from './raw-merchant.js';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;
let order: Record<string, any>;
let orderNo: string;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  merchant = new RawMerchant(sandbox.credentials);
});

afterAll(() => sandbox.stop());

beforeEach(async () => {
  sandbox.holdRefunds(false);
  order = await merchant.order();
  ({ orderNo } = order as { orderNo: string });
  await sandbox.pay(orderNo);
});

function refund(changes: Record<string, unknown> = {}): Promise<Envelope> {
  return merchant.refund({ orderNo, callBackUrl: '', ...changes });
}

function query(refundOrderNo: string): Promise<Envelope> {
  return merchant.call(QUERY_REFUND, { refundOrderNo });
}

describe('A refund', () => {
  it('succeeds at once, and is answered with the fields of protocol 4.4, signed', async () => {
    const envelope = await refund({ refundOrderNo: 'R1' });

    expect(envelope).toEqual({
      success: true,
      message: 'success',
      code: expect.any(String),
      timestamp: expect.any(Number),
      data: {
        appId: sandbox.credentials.appId,
        sign: expect.any(String),
        tranStatus: 1,
        tranInfo: 'Transaction Success',
        refundOrderAmt: '20000.00',
        payMethod: 1,
        currency: 'LAK',
        orderNo,
        refundOrderNo: 'R1',
        newpayRefundOrderNo: expect.stringMatching(/^\d{18}$/),
      },
    });
    expect(envelope.data['newpayRefundOrderNo']).not.toBe(order['newpayOrderNo']);
    expect(merchant.accepts(envelope.data)).toBe(true);
  });

  it('is queried with the fields of protocol 4.5, signed', async () => {
    const { data: answered } = await refund({ refundOrderNo: 'R2' });

    const { data } = await query('R2');

    expect(data).toEqual({
      ...answered,
      sign: expect.any(String),
      tranAbbr: expect.any(String),
      tranNo: expect.stringMatching(/^\d{20}$/),
      newpayOrderNo: order['newpayOrderNo'],
    });
    expect(merchant.accepts(data)).toBe(true);
  });

  it('may have its amount as a number, as in NewPay’s example', async () => {
    expect((await refund({ refundOrderAmt: 50_000 })).data['refundOrderAmt']).toBe('50000.00');
  });

  it('may be one of several, up to the amount of the order', async () => {
    const usd = await merchant.order({ currency: 'USD', orderAmt: '12.50' });
    await sandbox.pay(usd['orderNo']);
    const part = (refundOrderAmt: string) => refund({ orderNo: usd['orderNo'], refundOrderAmt });

    expect(await part('12')).toMatchObject({ success: true });
    expect(await part('0.51')).toMatchObject({
      success: false,
      code: 'REFUND_EXCEEDS_ORDER',
      message: `refundOrderAmt exceeds the refundable amount of order ${usd['orderNo']} (12.50)`,
    });
    expect(await part('0.5')).toMatchObject({ success: true });
    expect(await part('0.01')).toMatchObject({ code: 'REFUND_EXCEEDS_ORDER' });
  });

  it('that is repeated has the same answer, and is made once', async () => {
    const first = await refund({ refundOrderNo: 'R3', refundOrderAmt: '50000' });

    const again = await refund({ refundOrderNo: 'R3', refundOrderAmt: 50_000 });

    expect(again.data).toEqual(first.data);
  });

  it.each([
    { refundOrderAmt: '19999' },
    { refundDesc: 'another reason' },
    { callBackUrl: 'https://shop.example/other' },
    { orderNo: 'another' },
  ])('that is repeated with %j is rejected', async (changes) => {
    const refundOrderNo = `R-${Object.keys(changes).join()}`;
    await refund({ refundOrderNo });

    expect(await refund({ refundOrderNo, ...changes })).toMatchObject({
      success: false,
      code: 'DUPLICATE_REFUND',
      message: `Refund ${refundOrderNo} already exists with other fields`,
    });
  });

  it.each([
    'appId',
    'merchantId',
    'timestamp',
    'refundOrderAmt',
    'orderNo',
    'refundOrderNo',
    'refundDesc',
  ])('is rejected without %s', async (name) => {
    const expected = { success: false, code: 'MISSING_PARAMETER', message: `${name} is missing` };
    expect(await refund({ [name]: undefined })).toMatchObject(expected);
    expect(await refund({ [name]: '' })).toMatchObject(expected);
  });

  it('is rejected without callBackUrl, which may be empty', async () => {
    const expected = { code: 'MISSING_PARAMETER', message: 'callBackUrl is missing' };
    expect(await refund({ callBackUrl: undefined })).toMatchObject(expected);
    expect(await refund({ callBackUrl: null })).toMatchObject(expected);
  });

  it.each([
    [{ refundOrderAmt: '0' }, 'refundOrderAmt must be above zero'],
    [{ refundOrderAmt: '1.50' }, 'refundOrderAmt must be whole for LAK'],
    [
      { refundOrderAmt: '1e3' },
      'refundOrderAmt must be a decimal string, such as "50000" or "12.50"',
    ],
    [{ refundOrderAmt: true }, 'refundOrderAmt must be a decimal string'],
    [{ callBackUrl: '/callback' }, 'callBackUrl must be an absolute http(s) URL'],
  ])('is rejected with %j', async (changes, message) => {
    expect(await refund(changes)).toMatchObject({ code: 'INVALID_PARAMETER', message });
  });

  it('is rejected for an order that is unknown, pending or failed', async () => {
    const { orderNo: pending } = await merchant.order();
    const { orderNo: failed } = await merchant.order();
    await sandbox.fail(failed);

    expect(await refund({ orderNo: 'nothing' })).toMatchObject({
      code: 'ORDER_NOT_FOUND',
      message: 'Order nothing does not exist',
    });
    expect(await refund({ orderNo: pending })).toMatchObject({
      code: 'ORDER_NOT_PAID',
      message: `Order ${pending} is not paid`,
    });
    expect(await refund({ orderNo: failed })).toMatchObject({ code: 'ORDER_NOT_PAID' });
  });

  it('is rejected if its number was changed after signing', async () => {
    const { sign, ...parameters } = merchant.signed(merchant.refundParameters({ orderNo }));
    const path = '/api/open/converge/pay/v1/refund';
    expect(
      await merchant.post({ ...parameters, refundOrderAmt: '50000', sign }, { path }),
    ).toMatchObject({ code: 'INVALID_SIGNATURE' });
  });

  it('that was not requested is not found', async () => {
    expect(await query('nothing')).toMatchObject({
      success: false,
      code: 'REFUND_NOT_FOUND',
      message: 'Refund nothing does not exist',
    });
    expect(await merchant.call(QUERY_REFUND, {})).toMatchObject({
      message: 'refundOrderNo is missing',
    });
  });
});

describe('A refund that is kept processing', () => {
  beforeEach(() => sandbox.holdRefunds());

  it.each([
    ['refunded', undefined, 1, 'Transaction Success'],
    ['failed', undefined, 0, 'Transaction Failed'],
    ['failed', 'Account closed', 0, 'Account closed'],
  ] as const)(
    'stays processing until it is settled as %s (%s)',
    async (status, reason, code, info) => {
      const { data } = await refund();
      expect(data).toMatchObject({ tranStatus: 2, tranInfo: '' });
      const { refundOrderNo } = data as { refundOrderNo: string };
      expect((await query(refundOrderNo)).data).toMatchObject({ tranStatus: 2, tranInfo: '' });

      await sandbox.settleRefund(refundOrderNo, status, reason);

      expect((await query(refundOrderNo)).data).toMatchObject({ tranStatus: code, tranInfo: info });
    },
  );

  it('reduces the refundable amount of the order unless it fails', async () => {
    const { data } = await refund({ refundOrderAmt: '50000' });
    expect(await refund({ refundOrderAmt: '1' })).toMatchObject({ code: 'REFUND_EXCEEDS_ORDER' });

    await sandbox.settleRefund(data['refundOrderNo'], 'failed');

    expect(await refund({ refundOrderAmt: '1' })).toMatchObject({ success: true });
  });

  it('gets its result once, and must exist', async () => {
    const { data } = await refund();
    const { refundOrderNo } = data as { refundOrderNo: string };
    await sandbox.settleRefund(refundOrderNo, 'failed');

    await expect(sandbox.settleRefund(refundOrderNo, 'refunded')).rejects.toThrow(
      `The refund "${refundOrderNo}" is already failed, and this is final`,
    );
    await expect(sandbox.settleRefund('nothing', 'refunded')).rejects.toThrow(
      'The sandbox has no refund "nothing"',
    );
  });
});
