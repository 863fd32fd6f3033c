import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayService, type NewPayRefundEvent } from '../../lib/index.js';
import { NewPaySandbox, type NewPayRefundCallbackReading } from '../../lib/sandbox/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { ORDER, REFUND } from '../support/requests.js';
import { until } from '../support/until.js';

const READINGS: readonly NewPayRefundCallbackReading[] = ['example', 'table'];

describe.each(READINGS)('Refunds, with refund callbacks as in the %s of NewPay', (reading) => {
  let sandbox: NewPaySandbox;
  let host: HostApp;
  let newPay: NewPayService;
  let listener: PaymentListener;

  beforeEach(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [20], refundCallbackReading: reading });
    host = await startHostApp({ options: sandbox.credentials, providers: [PaymentListener] });
    newPay = host.app.get(NewPayService);
    listener = host.app.get(PaymentListener);
    await newPay.createOrder({ ...ORDER, orderNo: 'A1', callBackUrl: host.callbackUrl });
    await sandbox.pay('A1');
  });

  afterEach(async () => {
    await host.app.close();
    await sandbox.stop();
  });

  const refund = () => newPay.refund({ ...REFUND, orderNo: 'A1', callBackUrl: host.callbackUrl });

  const isAcknowledged = () => sandbox.deliveries('R1').some(({ acknowledged }) => acknowledged);

  it('A refund with an immediate result is published by its callback.', async () => {
    expect(await refund()).toMatchObject({ status: 'refunded', refundOrderAmt: '20000.00' });

    await until(isAcknowledged);

    expect(listener.receivedEvents).toEqual([
      ['paid', expect.objectContaining({ orderNo: 'A1' })],
      [
        'refunded',
        expect.objectContaining({
          orderNo: 'A1',
          refundOrderNo: 'R1',
          refundOrderAmt: '20000.00',
          source: 'callback',
        } satisfies Partial<NewPayRefundEvent>),
      ],
    ]);
  });

  it.each([
    ['refunded', 'refunded'],
    ['failed', 'refund-failed'],
  ] as const)(
    'A refund that becomes %s later is published by its callback.',
    async (status, name) => {
      sandbox.holdRefunds();
      expect((await refund()).status).toBe('processing');
      expect((await newPay.queryRefund('R1')).status).toBe('processing');

      await sandbox.settleRefund('R1', status);

      expect(sandbox.deliveries('R1')).toMatchObject([{ status: 200, acknowledged: true }]);
      expect((await newPay.queryRefund('R1')).status).toBe(status);
      expect(listener.names).toEqual(['paid', name]);
    },
  );

  it.each([
    ['refunded', 'refunded'],
    ['failed', 'refund-failed'],
  ] as const)(
    'A refund whose callback with the result %s is delivered twice is published once.',
    async (status, name) => {
      sandbox.holdRefunds();
      await refund();
      sandbox.inject('duplicate');

      await sandbox.settleRefund('R1', status);
      await until(() => sandbox.deliveries('R1').filter((one) => one.acknowledged).length === 2);

      expect(listener.names).toEqual(['paid', name]);
    },
  );
});
