import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NewPayChannel,
  NewPayGatewayError,
  NewPayService,
  NewPayUnknownOutcomeError,
  NewPayV2Service,
  type CreateV2OrderDto,
} from '../../lib/index.js';
import { NESTED_FORMS } from '../../lib/protocol/v2/nested-form.js';
import { NewPaySandbox, type NewPaySandboxV2Options } from '../../lib/sandbox/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { until } from '../support/until.js';

const V2_ORDER = {
  channel: NewPayChannel.WeChatOnline,
  currency: 'USD',
  orderAmt: '12.50',
} as const satisfies Partial<CreateV2OrderDto>;

/** Every form with the shape of NewPay's pages, and one form with the other shape. */
const SANDBOXES: readonly Required<NewPaySandboxV2Options>[] = [
  ...NESTED_FORMS.map((nested) => ({ nested, callbacks: 'enveloped' }) as const),
  { nested: 'java', callbacks: 'flat' },
];

describe.each(SANDBOXES)('an app on API v2 with a NewPay of %j', (v2) => {
  let sandbox: NewPaySandbox;
  let host: HostApp;
  let count = 0;

  beforeAll(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [], v2 });
    host = await startHostApp({ options: sandbox.credentials, providers: [PaymentListener] });
  });

  afterAll(async () => {
    await host.app.close();
    await sandbox.stop();
  });

  beforeEach(() => {
    count += 1;
    listener().receivedEvents.length = 0;
  });

  const newPay = () => host.app.get(NewPayV2Service);
  const listener = () => host.app.get(PaymentListener);
  const newNo = () => `${v2.nested}-${v2.callbacks}-${count}`;
  const order = (): CreateV2OrderDto => ({
    ...V2_ORDER,
    orderNo: newNo(),
    callBackUrl: host.callbackUrl,
  });

  it('A payment is published once, and a query says the same.', async () => {
    const { payReference } = await newPay().createOrder({ ...order(), attach: 'cart-7' });
    expect(payReference).toMatchObject({ kind: 'url' });
    await fetch(`${payReference.value}/pay`, { method: 'POST', redirect: 'manual' });
    await sandbox.resend(newNo());

    expect(sandbox.deliveries(newNo())).toMatchObject([
      { acknowledged: true },
      { acknowledged: true },
    ]);
    expect(listener().receivedEvents).toEqual([
      [
        'paid',
        expect.objectContaining({
          api: 'v2',
          orderNo: newNo(),
          orderAmt: '12.50',
          currency: 'USD',
          extra: 'cart-7',
          source: 'callback',
        }),
      ],
    ]);
    expect(await newPay().queryOrder({ orderNo: newNo() })).toMatchObject({ status: 'paid' });
  });

  it.each([
    ['failed', () => sandbox.fail(newNo())],
    ['expired', () => sandbox.expire(newNo())],
  ])('A payment that %s is published with this reason.', async (reason, act) => {
    await newPay().createOrder(order());
    await act();
    expect(listener().receivedEvents).toEqual([
      ['failed', expect.objectContaining({ api: 'v2', orderNo: newNo(), reason })],
    ]);
    expect(await newPay().queryOrder({ orderNo: newNo() })).toMatchObject({ status: reason });
  });

  it('A refund is made, queried and published.', async () => {
    await newPay().createOrder(order());
    await sandbox.pay(newNo());
    const { newpayOrderNo } = await newPay().queryOrder({ orderNo: newNo() });
    listener().receivedEvents.length = 0;
    const refund = await newPay().refund({
      newpayOrderNo,
      refundOrderNo: `${newNo()}-R`,
      refundOrderAmt: '12.50',
      currency: 'USD',
      callBackUrl: host.callbackUrl,
    });
    expect(refund).toMatchObject({ status: 'refunded' });
    expect(await newPay().queryRefund({ refundOrderNo: `${newNo()}-R` })).toMatchObject({
      status: 'refunded',
    });
    await until(() => sandbox.deliveries(`${newNo()}-R`).length === 1);
    expect(sandbox.deliveries(`${newNo()}-R`)).toMatchObject([{ acknowledged: true }]);
    expect(listener().receivedEvents).toMatchObject([
      ['refunded', { api: 'v2', orderNo: newNo(), refundOrderNo: `${newNo()}-R` }],
    ]);
  });

  it('A callback that was tampered with, or signed with an old key, is refused.', async () => {
    for (const fault of ['tamper', 'old-key'] as const) {
      sandbox.inject(fault, { times: 1 });
      count += 1;
      await newPay().createOrder(order());
      await sandbox.fail(newNo());
      expect(sandbox.deliveries(newNo())).toMatchObject([{ status: 401, acknowledged: false }]);
    }
    expect(listener().names).toEqual([]);
  });

  it('An order whose callback was withheld is reconciled.', async () => {
    sandbox.inject('withhold', { times: 1 });
    await newPay().createOrder(order());
    await sandbox.pay(newNo());
    expect(await newPay().reconcile({ orderNo: newNo() })).toMatchObject({ status: 'paid' });
    expect(listener().receivedEvents).toMatchObject([
      ['paid', { api: 'v2', orderNo: newNo(), source: 'query' }],
    ]);
  });

  it('A payer’s code is scanned, and the payment is published.', async () => {
    const { status } = await newPay().scanPay({
      authCode: '134512345678901234',
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: newNo(),
      callBackUrl: host.callbackUrl,
    });
    expect(status).toBe('processing');
    await until(() => listener().names.length === 1);
    expect(listener().receivedEvents).toMatchObject([['paid', { api: 'v2', orderNo: newNo() }]]);
  });

  it('A user of the NewPay app is found by the token.', async () => {
    expect(await newPay().queryUser(sandbox.userToken('100234'))).toMatchObject({
      userId: '100234',
    });
  });

  it('An order of API v1 is paid through the same registration and route.', async () => {
    await host.app.get(NewPayService).createOrder({
      ...ORDER,
      orderNo: newNo(),
      callBackUrl: host.callbackUrl,
      successPageUrl: 'https://shop.example',
      failurePageUrl: 'https://shop.example',
      cancelPageUrl: 'https://shop.example',
    });
    await sandbox.pay(newNo());
    expect(listener().receivedEvents).toMatchObject([['paid', { api: 'v1', orderNo: newNo() }]]);
  });
});

describe('an app that must sign in the form of NewPay', () => {
  it.each(NESTED_FORMS.filter((form) => form !== 'wire'))(
    'An order with extraParam is accepted when v2.nested is %s.',
    async (nested) => {
      // Without white space, "wire" and "json" are one form for what is sent.
      const sandbox = await NewPaySandbox.start({ retryDelays: [], v2: { nested } });
      const pinned = { ...sandbox.credentials, v2: { ...sandbox.credentials.v2, nested } };
      const host = await startHostApp({ options: pinned });
      const byDefault = await startHostApp({ options: sandbox.credentials });
      const order = (orderNo: string): CreateV2OrderDto => ({
        ...V2_ORDER,
        channel: NewPayChannel.NewPayOnline,
        orderNo,
        callBackUrl: host.callbackUrl,
        extraParam: { userId: '100234', agentReference: 'true' },
      });
      try {
        const { payReference } = await host.app.get(NewPayV2Service).createOrder(order('A1'));
        expect(payReference).toEqual({
          kind: 'app',
          value: 'newpay://openApi/?orderNo=A1&type=sandbox',
        });
        const other = byDefault.app.get(NewPayV2Service).createOrder(order('A2'));
        if (nested === 'json') {
          expect((await other).payReference.kind).toBe('app');
        } else {
          const error = await rejection(other, NewPayGatewayError);
          expect(error.gatewayCode).toBe('INVALID_SIGNATURE');
        }
      } finally {
        await host.app.close();
        await byDefault.app.close();
        await sandbox.stop();
      }
    },
  );

  it('An order whose answer was lost has an unknown outcome, and is found by its query.', async () => {
    const sandbox = await NewPaySandbox.start({ retryDelays: [] });
    const host = await startHostApp({ options: sandbox.credentials });
    try {
      sandbox.inject('drop', { endpoint: 'createOrder', times: 1 });
      const newPay = host.app.get(NewPayV2Service);
      const order = { ...V2_ORDER, orderNo: 'A1', callBackUrl: host.callbackUrl };
      const error = await rejection(newPay.createOrder(order), NewPayUnknownOutcomeError);
      expect(error.orderNo).toBe('A1');
      expect(await newPay.queryOrder({ orderNo: 'A1' })).toMatchObject({ status: 'processing' });
    } finally {
      await host.app.close();
      await sandbox.stop();
    }
  });
});
