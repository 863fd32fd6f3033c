import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NESTED_FORMS } from '../../lib/protocol/v2/nested-form.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import type { PlainFields } from '../support/nested-forms.js';
import { until } from '../support/until.js';
import { untyped } from '../support/untyped.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
import { QUERY_ORDER, QUERY_REFUND, RawMerchant } from './raw-merchant.js';
import {
  QUERY_USER_BY_TOKEN,
  RawV2Merchant,
  SCAN,
  UNI_QUERY_PAY,
  UNI_QUERY_REFUND,
  UNI_REFUND,
  UNIFIED_ORDER,
} from './raw-v2-merchant.js';

let endpoint: CallbackEndpoint;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
});

afterAll(() => endpoint.stop());

beforeEach(() => {
  endpoint.received.length = 0;
  endpoint.next.length = 0;
});

describe.each(NESTED_FORMS)('with nested: %s', (nested) => {
  let sandbox: NewPaySandbox;
  let merchant: RawV2Merchant;

  beforeAll(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [], v2: { nested } });
    merchant = new RawV2Merchant(sandbox.credentials, nested, endpoint.url);
  });

  afterAll(() => sandbox.stop());

  it('An order is accepted when its extraParam is signed in this form, and refused in another.', async () => {
    const extraParam = { userId: '100234', agentReference: 'true' };
    const answer = await merchant.call(UNIFIED_ORDER, merchant.orderParameters({ extraParam }));
    expect(answer.data).toEqual({
      appId: sandbox.credentials.appId,
      payReference: expect.stringMatching(/\/cashier\/[\w-]+$/),
      sign: expect.any(String),
    });

    // A client prints no white space, so that to it "wire" and "json" are one form.
    const foreign = new RawV2Merchant(sandbox.credentials, nested === 'java' ? 'fields' : 'java');
    const parameters = foreign.orderParameters({ extraParam, mchOrderNo: 'FOREIGN' });
    expect(await foreign.call(UNIFIED_ORDER, parameters)).toMatchObject({
      success: false,
      code: 'INVALID_SIGNATURE',
      message: expect.stringContaining(`over this string, in the form "${nested}": `),
    });
  });

  it('The answer to a query and a callback are signed in this form only.', async () => {
    const { mchOrderNo } = await merchant.order();
    await sandbox.pay(mchOrderNo);
    const answer = await merchant.callAsText(UNI_QUERY_PAY, { mchOrderNo });
    const callback = endpoint.received.at(-1)?.body ?? '';

    for (const text of [answer, callback]) {
      const fits = NESTED_FORMS.filter((form) => merchant.accepts(text, form));
      // JSON without white space is what was sent, too.
      expect(fits).toEqual(nested === 'json' ? ['wire', 'json'] : [nested]);
    }
  });
});

describe('API v2', () => {
  let sandbox: NewPaySandbox;
  let merchant: RawV2Merchant;

  beforeAll(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
    merchant = new RawV2Merchant(sandbox.credentials, 'wire', endpoint.url);
  });

  afterAll(() => sandbox.stop());

  afterEach(() => {
    sandbox.clearFaults();
    sandbox.holdRefunds(false);
  });

  it('A callback has the envelope and the fields of a query in its data.', async () => {
    const { mchOrderNo } = await merchant.order({ subject: 'ກາເຟ', attach: 'cart=7' });
    await sandbox.pay(mchOrderNo);

    const callback = JSON.parse(endpoint.received[0]?.body ?? '') as Record<string, unknown>;
    expect(callback).toEqual({
      success: true,
      message: 'success',
      code: 'SUCCESS',
      timestamp: expect.any(Number),
      data: {
        appId: sandbox.credentials.appId,
        payStatus: 'SUCCESS',
        payMethod: 1,
        orderType: 'ONLINE',
        orderAmt: { value: '12.50', currency: 'USD' },
        mchOrderNo,
        newpayOrderNo: expect.stringMatching(/^\d{18}$/),
        subject: 'ກາເຟ',
        settlementStatus: 0,
        paytime: expect.any(Number),
        attach: 'cart=7',
        sign: expect.any(String),
      },
    });
    const { data } = await merchant.call(UNI_QUERY_PAY, { mchOrderNo });
    expect(data).toEqual(callback['data']);
    expect(sandbox.deliveries(mchOrderNo)).toMatchObject([{ acknowledged: true }]);
  });

  it.each([
    ['PROCESSING', async () => undefined],
    ['FAIL', (orderNo: string) => sandbox.fail(orderNo)],
    ['EXPIRED', (orderNo: string) => sandbox.expire(orderNo)],
  ])('A payment can be %s, without a time of payment.', async (payStatus, act) => {
    const { mchOrderNo } = await merchant.order();
    await act(mchOrderNo);
    const { data } = await merchant.call(UNI_QUERY_PAY, { mchOrderNo });
    expect(data).toMatchObject({ payStatus, paytime: null });
    const bodies = endpoint.received.map(({ body }) => JSON.parse(body) as PlainFields);
    expect(bodies).toMatchObject(payStatus === 'PROCESSING' ? [] : [{ data: { payStatus } }]);
  });

  it('An order of API v1 does not expire.', async () => {
    const { orderNo } = await new RawMerchant(sandbox.credentials).order();
    await expect(sandbox.expire(orderNo)).rejects.toThrow(
      `The order "${orderNo}" is one of API v1, which has no expired orders`,
    );
  });

  it.each([
    ['WECHAT_ONLINE', undefined, /^http:\/\/127\.0\.0\.1:\d+\/cashier\/[\w-]{36}$/],
    ['NEWPAY_ONLINE', undefined, /^http:\/\/127\.0\.0\.1:\d+\/cashier\/[\w-]{36}$/],
    [
      'NEWPAY_ONLINE',
      { agentReference: 'true', userId: '100234' },
      /^newpay:\/\/openApi\/\?orderNo=V2-\d+&type=sandbox$/,
    ],
    ['WECHAT_MINI_APP', undefined, /^weixin:\/\/sandbox\/\?newpayOrderNo=\d{18}$/],
    [
      'WECHAT_MINI_APP',
      { wxCode: 'x' },
      /^\{"prepay_id":"wx\d+","signType":"RSA","paySign":"\d+"\}$/,
    ],
  ])('The payReference of %s with %j is %s.', async (channel, extraParam, payReference) => {
    const order = await merchant.order({ channel, ...(extraParam && { extraParam }) });
    expect(order['payReference']).toMatch(payReference);
  });

  it('The cashier page pays the order, and leads to the page redirect.', async () => {
    const order = await merchant.order({ redirect: 'https://shop.example/thanks' });
    const cashier = String(order['payReference']);
    const page = await (await fetch(cashier)).text();
    expect(page).toContain('data-testid="pay"');
    expect(page).toContain('WeChat');

    const paid = await fetch(`${cashier}/pay`, { method: 'POST', redirect: 'manual' });
    expect(paid.headers.get('location')).toBe('https://shop.example/thanks');
    expect(endpoint.received).toHaveLength(1);
  });

  it('Without the page redirect, the payer stays on the cashier page.', async () => {
    const cashier = String((await merchant.order())['payReference']);
    for (const action of ['cancel', 'fail']) {
      const answer = await fetch(`${cashier}/${action}`, { method: 'POST' });
      expect(answer.url).toBe(cashier);
    }
    expect(await (await fetch(cashier)).text()).toContain('The payment of this order failed.');
  });

  it('A refund is made by NewPay’s number of the payment, and its callback has its result.', async () => {
    const { newpayOrderNo } = await merchant.paidOrder(sandbox);
    const parameters = {
      newpayOrderNo,
      mchRefundNo: 'R1',
      refundAmt: '2.50',
      callback: endpoint.url,
    };
    const refund = await merchant.call(UNI_REFUND, parameters);
    expect(refund.data).toEqual({
      newpayRefundNo: expect.stringMatching(/^\d{18}$/),
      mchRefundNo: 'R1',
      status: 'SUCCESS',
      orderAmt: '12.50',
      refundAmt: '2.50',
      message: 'Transaction Success',
      sign: expect.any(String),
    });
    const { newpayRefundNo } = refund.data;
    const result = {
      newpayRefundNo,
      mchRefundNo: 'R1',
      newpayOrderNo,
      refundAmt: { value: '2.50', currency: 'USD' },
      orderAmt: { value: '12.50', currency: 'USD' },
      refundStatus: 'SUCCESS',
      sign: expect.any(String),
    };
    expect((await merchant.call(UNI_QUERY_REFUND, { mchRefundNo: 'R1' })).data).toEqual(result);
    expect((await merchant.call(UNI_QUERY_REFUND, { newpayRefundNo })).data).toEqual(result);
    await until(() => sandbox.deliveries('R1').length === 1);
    expect(JSON.parse(sandbox.deliveries('R1')[0]?.body ?? '')).toMatchObject({ data: result });
    expect((await merchant.call(UNI_REFUND, parameters)).data).toMatchObject({ newpayRefundNo });
    expect(await merchant.call(UNI_REFUND, { ...parameters, refundAmt: '1' })).toMatchObject({
      code: 'DUPLICATE_REFUND',
    });
  });

  it('A held refund is PROCESSING, and without a callback address none is sent.', async () => {
    const { newpayOrderNo } = await merchant.paidOrder(sandbox);
    sandbox.holdRefunds();
    const parameters = { newpayOrderNo, mchRefundNo: 'R2', refundAmt: '12.50' };
    expect((await merchant.call(UNI_REFUND, parameters)).data['status']).toBe('PROCESSING');
    await sandbox.settleRefund('R2', 'failed');
    const { data } = await merchant.call(UNI_QUERY_REFUND, { mchRefundNo: 'R2' });
    expect(data['refundStatus']).toBe('FAIL');
    expect(sandbox.deliveries('R2')).toEqual([]);
  });

  it('A user of the NewPay app is found by the token.', async () => {
    const token = sandbox.userToken('100234');
    const query = { mchId: undefined, timestamp: Date.now(), token };
    expect((await merchant.call(QUERY_USER_BY_TOKEN, query)).data).toEqual({
      appId: sandbox.credentials.appId,
      nickName: 'User 100234',
      userMobile: '+8562000100234',
      userId: 100234,
      sign: expect.any(String),
    });
    expect(await merchant.call(QUERY_USER_BY_TOKEN, { ...query, token: 'x' })).toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    expect(() => sandbox.userToken('0')).toThrow('userId must be 1 to 15 digits');
  });

  describe('the scanner', () => {
    const scan = (changes: PlainFields = {}) =>
      merchant.call(
        SCAN,
        {
          authCode: '134512345678901234',
          amount: '50000',
          currency: 'LAK',
          mchOrderNo: `S-${Math.random()}`.replace('.', ''),
          callbackUrl: endpoint.url,
          ...changes,
        },
        { version: '1.0' },
      );

    it('An order is made from the payer’s code, and paid after the answer.', async () => {
      const { data } = await scan();
      expect(data).toEqual({
        appId: sandbox.credentials.appId,
        orderAmt: '50000.00',
        payUrl: expect.stringContaining('/cashier/'),
        mchOrderNo: expect.stringMatching(/^S-/),
        newpayOrderNo: expect.stringMatching(/^\d{18}$/),
        status: 2,
        currency: 'LAK',
        channel: 'WECHAT',
        sign: expect.any(String),
      });
      await until(() => endpoint.received.length === 1);
      expect(JSON.parse(endpoint.received[0]?.body ?? '')).toMatchObject({
        data: { payStatus: 'SUCCESS', orderType: 'MICRO_CODE', mchOrderNo: data['mchOrderNo'] },
      });
    });

    it('A payer with a code that ends in 00 has to confirm the payment.', async () => {
      const { data } = await scan({ authCode: '2812345678901200' });
      expect(data['channel']).toBe('ALIPAY');
      await sandbox.pay(String(data['mchOrderNo']));
      expect(endpoint.received).toHaveLength(1);
    });

    it.each([
      [{ authCode: '12' }, 'INVALID_PARAMETER', 'authCode is not a payment code'],
      [{ currency: 'CNY' }, 'INVALID_PARAMETER', 'currency must be one of LAK, USD'],
      [{ amount: '1.5' }, 'INVALID_PARAMETER', 'amount must be whole for LAK'],
      [{ callbackUrl: 'x' }, 'INVALID_PARAMETER', 'callbackUrl must be an absolute http(s) URL'],
    ])('A scan with %j is refused.', async (changes, code, message) => {
      expect(await scan(changes)).toMatchObject({
        success: false,
        code,
        message: expect.stringContaining(message),
      });
    });

    it('The header version is required here, and nowhere else in API v2.', async () => {
      expect(await merchant.call(SCAN, {})).toMatchObject({ code: 'UNSUPPORTED_VERSION' });
    });
  });

  it.each([
    [{ channel: 'CASH' }, 'INVALID_PARAMETER', 'channel must be one of WECHAT_ONLINE, '],
    [{ channel: 'toString' }, 'INVALID_PARAMETER', 'channel must be one of WECHAT_ONLINE, '],
    [{ currency: 'EUR' }, 'INVALID_PARAMETER', 'currency must be one of CNY, USD, LAK'],
    [{ currency: 'LAK' }, 'INVALID_PARAMETER', 'orderAmt must be whole for LAK'],
    [{ orderAmt: 12.5 }, 'INVALID_PARAMETER', 'orderAmt must be a string'],
    [{ redirect: 'x' }, 'INVALID_PARAMETER', 'redirect must be an absolute http(s) URL'],
    [
      { extraParam: { a: { b: 'c' } } },
      'INVALID_PARAMETER',
      'extraParam must be an object with text values',
    ],
    [{ mchId: 'x' }, 'UNKNOWN_MERCHANT', 'mchId must be '],
    [{ appId: 'x' }, 'UNKNOWN_APP', 'appId must be '],
    [{ mchId: undefined }, 'MISSING_PARAMETER', 'mchId is missing'],
    [{ callBackUrl: undefined }, 'MISSING_PARAMETER', 'callBackUrl is missing'],
  ])('An order with %j is refused.', async (changes, code, message) => {
    expect(await merchant.call(UNIFIED_ORDER, merchant.orderParameters(changes))).toMatchObject({
      success: false,
      code,
      message: expect.stringContaining(message),
      data: null,
    });
  });

  it.each([
    [UNI_QUERY_PAY, {}, 'MISSING_PARAMETER', 'newpayOrderNo or mchOrderNo is missing'],
    [UNI_QUERY_PAY, { mchOrderNo: 'NONE' }, 'ORDER_NOT_FOUND', 'Order NONE does not exist'],
    [UNI_QUERY_REFUND, {}, 'MISSING_PARAMETER', 'newpayRefundNo or mchRefundNo is missing'],
    [UNI_QUERY_REFUND, { mchRefundNo: 'NONE' }, 'REFUND_NOT_FOUND', 'Refund NONE does not exist'],
    [
      UNI_REFUND,
      { newpayOrderNo: '1', mchRefundNo: 'R', refundAmt: '1' },
      'ORDER_NOT_FOUND',
      'Order 1 does not exist',
    ],
  ])('The call %s with %j is refused.', async (path, parameters, code, message) => {
    expect(await merchant.call(path, parameters)).toMatchObject({ success: false, code, message });
  });

  it('A refund of a pending order, and of more than its amount, is refused.', async () => {
    const { mchOrderNo } = await merchant.order();
    const { newpayOrderNo } = (await merchant.call(UNI_QUERY_PAY, { mchOrderNo })).data;
    const refund = (refundAmt: string) =>
      merchant.call(UNI_REFUND, { newpayOrderNo, mchRefundNo: 'R9', refundAmt });
    expect(await refund('1')).toMatchObject({ code: 'ORDER_NOT_PAID' });
    await sandbox.pay(mchOrderNo);
    expect(await refund('12.51')).toMatchObject({ code: 'REFUND_EXCEEDS_ORDER' });
    expect(await refund('0')).toMatchObject({ code: 'INVALID_PARAMETER' });
  });

  it('An order and a refund of one API are not known to the other.', async () => {
    const v1 = new RawMerchant(sandbox.credentials);
    const { newpayOrderNo, mchOrderNo } = await merchant.paidOrder(sandbox);
    await merchant.call(UNI_REFUND, { newpayOrderNo, mchRefundNo: 'R7', refundAmt: '1' });
    const { orderNo } = await v1.order({ orderNo: 'ONLY-V1' });

    expect(await merchant.call(UNI_QUERY_PAY, { mchOrderNo: orderNo })).toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    expect(await v1.call(QUERY_ORDER, { orderNo: mchOrderNo })).toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    expect(await v1.refund({ orderNo: mchOrderNo })).toMatchObject({ code: 'ORDER_NOT_FOUND' });
    expect(await v1.call(QUERY_REFUND, { refundOrderNo: 'R7' })).toMatchObject({
      code: 'REFUND_NOT_FOUND',
    });
    await expect(v1.order({ orderNo: mchOrderNo })).rejects.toThrow('already exists');
  });

  it('The faults of callbacks apply: tamper, old-key, out-of-order, withhold.', async () => {
    const bodyAfter = async (act: () => void) => {
      endpoint.received.length = 0;
      act();
      const { mchOrderNo } = await merchant.order();
      await sandbox.pay(mchOrderNo);
      sandbox.clearFaults();
      return endpoint.received.map(({ body }) => body);
    };
    const [tampered = ''] = await bodyAfter(() => sandbox.inject('tamper'));
    expect(JSON.parse(tampered)).toMatchObject({ data: { payStatus: 'FAIL' } });
    expect(merchant.accepts(tampered)).toBe(false);
    const [old = ''] = await bodyAfter(() => sandbox.inject('old-key'));
    expect(merchant.accepts(old)).toBe(false);
    const [newer = '', older = ''] = await bodyAfter(() => sandbox.inject('out-of-order'));
    expect(JSON.parse(newer)).toMatchObject({ data: { payStatus: 'SUCCESS' } });
    expect(JSON.parse(older)).toMatchObject({ data: { payStatus: 'FAIL' } });
    expect(merchant.accepts(older)).toBe(true);
    expect(await bodyAfter(() => sandbox.inject('withhold'))).toEqual([]);
  });

  it('The faults of answers apply to one call, and by the merchant’s number.', async () => {
    sandbox.inject('wrong-signature', { endpoint: 'queryOrder', orderNo: 'W1', times: 1 });
    await merchant.order({ mchOrderNo: 'W1' });
    await merchant.order({ mchOrderNo: 'W2' });
    const query = (mchOrderNo: string) => merchant.callAsText(UNI_QUERY_PAY, { mchOrderNo });
    expect(merchant.accepts(await query('W2'))).toBe(true);
    expect(merchant.accepts(await query('W1'))).toBe(false);
    expect(merchant.accepts(await query('W1'))).toBe(true);
  });

  it('The console shows the channel of an order, and a button to let it expire.', async () => {
    const { mchOrderNo } = await merchant.order({ mchOrderNo: 'C1', channel: 'ALIPAY_DYNAMIC' });
    const console = await (await fetch(sandbox.credentials.baseUrl)).text();
    expect(console).toContain('v2 · ALIPAY_DYNAMIC');
    const body = new URLSearchParams({ action: 'expire', number: mchOrderNo });
    await fetch(`${sandbox.credentials.baseUrl}/console/actions`, { method: 'POST', body });
    const { data } = await merchant.call(UNI_QUERY_PAY, { mchOrderNo });
    expect(data['payStatus']).toBe('EXPIRED');
  });
});

describe('the options of API v2', () => {
  it('Callbacks are flat where the option says so.', async () => {
    const sandbox = await NewPaySandbox.start({ retryDelays: [], v2: { callbacks: 'flat' } });
    try {
      const merchant = new RawV2Merchant(sandbox.credentials, 'wire', endpoint.url);
      const { mchOrderNo } = await merchant.order();
      await sandbox.pay(mchOrderNo);
      const { body } = endpoint.received[0] ?? { body: '' };
      expect(JSON.parse(body)).toMatchObject({ payStatus: 'SUCCESS', sign: expect.any(String) });
      expect(merchant.accepts(body)).toBe(true);
    } finally {
      await sandbox.stop();
    }
  });

  it('A callback is sent again after 10 seconds, 5 minutes and 30 minutes.', async () => {
    const delays: (number | undefined)[] = [];
    const sandbox = await NewPaySandbox.start({
      onActivity: (activity) => {
        if (activity.type === 'delivery') {
          delays.push(activity.nextDelay);
        }
      },
    });
    try {
      endpoint.next.push(refuse, refuse, refuse, refuse);
      const merchant = new RawV2Merchant(sandbox.credentials, 'wire', endpoint.url);
      const { mchOrderNo } = await merchant.order();
      await sandbox.pay(mchOrderNo);
      for (let count = 2; count <= 4; count += 1) {
        await sandbox.deliverNow(mchOrderNo);
        await until(() => sandbox.deliveries(mchOrderNo).length === count);
      }
      expect(delays).toEqual([10_000, 300_000, 1_800_000, undefined]);
      expect(new Set(endpoint.received.map(({ body }) => body)).size).toBe(1);
    } finally {
      await sandbox.stop();
    }
  });

  it.each([
    [{ nested: 'auto' }, `v2.nested must be one of ${NESTED_FORMS.join(', ')}, not auto`],
    [{ callbacks: 'both' }, 'v2.callbacks must be one of enveloped, flat, not both'],
  ])('A sandbox with v2: %j does not start.', async (v2, message) => {
    await expect(NewPaySandbox.start({ v2: untyped(v2) })).rejects.toThrow(new RangeError(message));
  });
});
