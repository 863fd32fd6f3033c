import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewPayRefundEvent } from '../../lib/index.js';
import { NewPaySandbox, type NewPayRefundCallbackReading } from '../../lib/sandbox/index.js';
import { APIS, type ApiUnderTest } from '../support/api-under-test.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { until } from '../support/until.js';

/** Each version, v1 with each of the two statuses that NewPay's pages say of its refund callbacks. */
const CASES: readonly { api: ApiUnderTest; reading: NewPayRefundCallbackReading }[] = [
  { api: APIS.v1, reading: 'example' },
  { api: APIS.v1, reading: 'table' },
  { api: APIS.v2, reading: 'example' },
];

describe.each(CASES)('Refunds of API $api.api, with callbacks as in the $reading', (tested) => {
  const { api, reading } = tested;
  let sandbox: NewPaySandbox;
  let host: HostApp;
  let listener: PaymentListener;

  beforeEach(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [20], refundCallbackReading: reading });
    host = await startHostApp({ options: sandbox.credentials, providers: [PaymentListener] });
    listener = host.app.get(PaymentListener);
    await api.createOrder(host, { orderNo: 'A1', callBackUrl: host.callbackUrl });
    await sandbox.pay('A1');
  });

  afterEach(async () => {
    await host.app.close();
    await sandbox.stop();
  });

  const refund = () =>
    api.refund(host, { orderNo: 'A1', refundOrderNo: 'R1', callBackUrl: host.callbackUrl });
  const queriedStatus = async () => (await api.queryRefund(host, 'R1')).status;

  const isAcknowledged = () => sandbox.deliveries('R1').some(({ acknowledged }) => acknowledged);

  it('A refund with an immediate result is published by its callback.', async () => {
    expect(await refund()).toMatchObject({ status: 'refunded', refundOrderAmt: '20000.00' });

    await until(isAcknowledged);

    expect(listener.receivedEvents).toEqual([
      ['paid', expect.objectContaining({ orderNo: 'A1' })],
      [
        'refunded',
        expect.objectContaining({
          api: api.api,
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
      expect(await queriedStatus()).toBe('processing');

      await sandbox.settleRefund('R1', status);

      expect(sandbox.deliveries('R1')).toMatchObject([{ status: 200, acknowledged: true }]);
      expect(await queriedStatus()).toBe(status);
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
