import { describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore, NewPayUnknownOutcomeError } from '../../lib/index.js';
import { PLATFORMS } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { rejection } from '../support/rejection.js';
import { REFUND } from '../support/requests.js';
import { APP_ID, refundFields, signedBody } from '../support/signed-callback.js';
import { DAY, HOUR, MINUTE, refundQueryData, UNKNOWN, useWatchApp } from './watch-app.js';

const app = useWatchApp();
const answerWith = (tranStatus: number) => {
  app().answers = { queryRefund: (request) => refundQueryData(request, { tranStatus }) };
};

describe('The watch of a refund', () => {
  it.each(PLATFORMS)('A refund whose callback is withheld is published (%s).', async (platform) => {
    await app().start({}, { platform });
    await app().newPay.refund(REFUND);
    await app().queue.pass(HOUR / 2);
    expect(app().published).toEqual([]);

    answerWith(1);
    await app().queue.pass(2 * DAY);
    expect(app().published).toEqual(['refunded']);
    expect(app().calls).toEqual(['refund', 'queryRefund', 'queryRefund', 'queryRefund']);
    const [, event] = app().host.app.get(PaymentListener).receivedEvents[0]!;
    expect(event).toMatchObject({
      name: 'newpay.refunded',
      orderNo: 'A1001',
      newpayOrderNo: '202209210000006950',
      refundOrderNo: 'R1',
      newpayRefundOrderNo: '202306231000000999',
      refundAmt: '123.00',
      transInfo: 'Refunded',
      settlementStatus: 'unknown',
      source: 'query',
      raw: { appId: APP_ID, tranStatus: '1' },
    });
    expect(app().unresolved).toEqual([]);
  });

  it('A result that the store may have forgotten is not published again.', async () => {
    await app().start();
    await app().newPay.refund(REFUND);
    answerWith(1);
    const callback = refundFields({ refundOrderNo: 'R1' });
    await app().host.postCallback(signedBody(callback));
    await app().queue.pass(MINUTE);
    expect(app().published).toEqual(['refunded']);

    app().queue.now += 8 * DAY;
    app().queue.removeDone();
    await app().start({ store: new MemoryCallbackStore() });
    await app().queue.pass(MINUTE);
    expect(app().published).toEqual([]);
    expect(app().host.logger.textsOf('error').join('\n')).toContain(
      '(its "retention" is 604800000 ms). If your app has not handled it, take its result from queryRefund()',
    );
  });

  it('A callback that comes first ends it.', async () => {
    await app().start();
    await app().newPay.refund(REFUND);
    answerWith(1);
    const callback = refundFields({ refundOrderNo: 'R1' });
    expect((await app().host.postCallback(signedBody(callback))).status).toBe(200);
    await app().queue.pass(2 * DAY);

    // The query is the callback's own.
    expect(app().calls).toEqual(['refund', 'queryRefund']);
    expect(app().published).toEqual(['refunded']);
  });

  it('A failure is final after "refundSettleTime", although each query is made by another process.', async () => {
    const watch = [2 * MINUTE, 10 * MINUTE, HOUR];
    await app().start({ watch });
    await app().newPay.refund(REFUND);
    answerWith(0);
    for (const [wait, published] of [
      [5 * MINUTE, []],
      [20 * MINUTE, []],
      [HOUR, ['refund-failed']],
      [2 * DAY, []],
    ] as const) {
      await app().start({ watch });
      await app().queue.pass(wait);
      expect(app().published).toEqual(published);
    }
    // At 2 and at 10 minutes it may mean "processing".
    expect(app().callsOf('queryRefund')).toBe(3);
    expect(app().unresolved).toEqual([]);
  });

  it('A refund without an answer that NewPay does not know is unresolved.', async () => {
    await app().start();
    app().answers = { refund: () => 'silence', queryRefund: () => UNKNOWN };
    await rejection(app().newPay.refund(REFUND), NewPayUnknownOutcomeError);
    await app().queue.pass(2 * DAY);

    expect(app().unresolved).toMatchObject([
      {
        orderNo: 'A1001',
        refundOrderNo: 'R1',
        attempts: 5,
        lastStatus: 'refused',
        gatewayCode: 'ORDER_NOT_FOUND',
      },
    ]);
  });

  it('Two refunds of an order, and the order itself, are watched apart.', async () => {
    await app().start();
    await app().newPay.watch('A1001');
    await app().newPay.refund(REFUND);
    await app().newPay.refund({ ...REFUND, refundOrderNo: 'R2' });
    await app().queue.pass(2 * DAY);

    const numbers = app().unresolved.map(({ refundOrderNo }) => refundOrderNo);
    expect(new Set(numbers)).toEqual(new Set(['R1', 'R2', undefined]));
    expect(numbers).toHaveLength(3);
  });

  it('A result that cannot be stored is published later, and is not unresolved.', async () => {
    await app().start({ watch: [MINUTE] }, { providers: [] });
    await app().newPay.refund(REFUND);
    answerWith(1);
    await app().queue.pass(10 * MINUTE);
    expect(app().host.logger.textsOf('error').join('\n')).toContain(
      'no listener is registered for "newpay.refunded"',
    );

    await app().start({ watch: [MINUTE] });
    await app().queue.pass(HOUR);
    expect(app().published).toEqual(['refunded']);
  });
});
