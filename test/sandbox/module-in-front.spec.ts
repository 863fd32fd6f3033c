import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Currency, NewPayService, PayMethod } from '../../lib/index.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';

let sandbox: NewPaySandbox;
let host: HostApp;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  host = await startHostApp({ options: sandbox.credentials, providers: [PaymentListener] });
});

afterAll(async () => {
  await host.app.close();
  await sandbox.stop();
});

it.each(['website', 'mobile'] as const)(
  'a payment at a %s goes from order to event',
  async (terminal) => {
    const order = await host.app.get(NewPayService).createOrder({
      terminal,
      payMethod: PayMethod.Alipay,
      currency: Currency.LAK,
      orderAmt: '50000',
      orderNo: terminal,
      subject: 'Coffee',
      extra: 'IOS',
      callBackUrl: `${host.url}/newpay/callback`,
    });
    await fetch(`${order.payUrl}/pay`, { method: 'POST', redirect: 'manual' });

    expect(sandbox.deliveries(terminal)).toMatchObject([{ status: 200, acknowledged: true }]);
    expect(host.app.get(PaymentListener).receivedEvents.at(-1)).toEqual([
      'paid',
      expect.objectContaining({
        orderNo: terminal,
        newpayOrderNo: order.newpayOrderNo,
        orderAmt: '50000.00',
        extra: 'IOS',
        settlementStatus: 'not-settled',
      }),
    ]);
  },
);

it('An error of the sandbox is a NewPayGatewayError in the app.', async () => {
  const order = {
    payMethod: PayMethod.NewPay,
    currency: Currency.LAK,
    orderAmt: '1',
    orderNo: 'twice',
  };
  await host.app.get(NewPayService).createOrder(order);

  await expect(host.app.get(NewPayService).createOrder(order)).rejects.toMatchObject({
    code: 'ERR_NEWPAY_GATEWAY',
    gatewayCode: 'DUPLICATE_ORDER',
    gatewayMessage: 'Order twice already exists',
  });
});

it('An order of the mini program is answered with its scheme.', async () => {
  const order = { currency: Currency.USD, orderAmt: '12.50' };

  const answer = await host.app.get(NewPayService).createMiniProgramOrder(order);

  expect(answer).toEqual({
    appId: sandbox.credentials.appId,
    newpayOrderNo: expect.stringMatching(/^\d{18}$/),
    scheme: expect.stringContaining(String(answer['newpayOrderNo'])),
  });
});
