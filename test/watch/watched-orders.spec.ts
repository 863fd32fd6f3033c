import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  MemoryCallbackStore,
  NewPayConfigurationError,
  NewPayGatewayError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
  OnNewPay,
  type NewPayMismatchedEvent,
} from '../../lib/index.js';
import { orderAnswer } from '../support/fake-gateway.js';
import { PLATFORMS } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { APP_ID, paymentFields, signedBody } from '../support/signed-callback.js';
import { UNREADABLE, UNREADABLE_TEXT } from '../support/unreadable-values.js';
import { callUntyped } from '../support/untyped.js';
import {
  DAY,
  HOUR,
  MINUTE,
  paymentData,
  UNKNOWN,
  UnresolvedListener,
  useWatchApp,
} from './watch-app.js';

const app = useWatchApp();

const REFUSED = { ...UNKNOWN, code: 'BUSY' };

/** NewPay did not sign it. */
const FORGED = { success: true, data: { transStatus: '1' } };

@Injectable()
class MismatchListener {
  readonly amounts: string[] = [];

  @OnNewPay('mismatched')
  onMismatched({ orderAmt }: NewPayMismatchedEvent): void {
    this.amounts.push(orderAmt);
  }
}

/** The times at which NewPay was asked, in minutes after the order. */
const watchTimes = () =>
  app()
    .queue.jobsOf('watch')
    .map(({ data }) => Number(data['time']) / MINUTE);
const paidCallback = () => signedBody(paymentFields({ orderAmt: '50000.00' }));

describe('The watch of an order', () => {
  it.each(PLATFORMS)(
    'An order whose callback is withheld is published as paid (%s).',
    async (platform) => {
      await app().start({}, { platform });
      await app().newPay.createOrder(ORDER);
      await app().queue.pass(MINUTE);
      expect(app().calls).toEqual(['createOrder']);

      app().answers = { queryOrder: (request) => paymentData(request) };
      await app().queue.pass(2 * MINUTE);
      expect(app().published).toEqual(['paid']);
      await app().queue.pass(2 * DAY);

      expect(app().calls).toEqual(['createOrder', 'queryOrder']);
      expect(app().host.app.get(PaymentListener).receivedEvents[0]?.[1]).toMatchObject({
        orderNo: 'A1001',
        source: 'query',
      });
      expect(app().unresolved).toEqual([]);
    },
  );

  it.each(PLATFORMS)(
    'A callback that comes first ends it: NewPay is not asked (%s).',
    async (platform) => {
      await app().start({}, { platform });
      await app().newPay.createOrder(ORDER);
      expect((await app().host.postCallback(paidCallback())).status).toBe(200);
      await app().queue.pass(2 * DAY);

      expect(app().published).toEqual(['paid']);
      expect(app().calls).toEqual(['createOrder']);
      expect(app().queue.waiting).toBe(0);
    },
  );

  it('NewPay is asked at each time of "watch", and then newpay.unresolved is published once.', async () => {
    await app().start();
    const begin = app().queue.now;
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(2 * DAY);

    expect(watchTimes()).toEqual([2, 16, 60, 360, 1440]);
    expect(app().callsOf('queryOrder')).toBe(5);
    expect(app().published).toEqual([]);
    const [event, ...more] = app().unresolved;
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      name: 'newpay.unresolved',
      orderNo: 'A1001',
      refundOrderNo: undefined,
      attempts: 5,
      lastStatus: 'processing',
      gatewayCode: undefined,
      watchedSince: new Date(begin),
      source: 'query',
      merchant: undefined,
      api: 'v1',
      raw: { appId: APP_ID, orderNo: 'A1001', transStatus: '2' },
    });
    // A tenth later by chance, at most.
    expect(event!.occurredAt.getTime()).toBeGreaterThanOrEqual(begin + DAY);
    expect(event!.occurredAt.getTime()).toBeLessThanOrEqual(begin + 1.1 * DAY + 1);
  });

  it('A payment that failed is asked for again, since the payer may try again.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    app().answers = { queryOrder: (request) => paymentData(request, { transStatus: 0 }) };
    await app().queue.pass(HOUR / 2);
    expect(app().published).toEqual(['failed']);

    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(HOUR);
    expect(app().published).toEqual(['failed', 'paid']);
    await app().queue.pass(2 * DAY);
    expect(app().callsOf('queryOrder')).toBe(3);
  });

  it('A payment that failed and stays so is not unresolved.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    await app().host.postCallback(signedBody(paymentFields({ transStatus: 1 })));
    app().answers = { queryOrder: (request) => paymentData(request, { transStatus: 0 }) };
    await app().queue.pass(1.5 * HOUR);
    // The last answers cannot be trusted: the event of the failure was published all the same.
    app().answers = { queryOrder: () => FORGED };
    await app().queue.pass(3 * DAY);

    expect(app().published).toEqual(['failed']);
    expect(app().unresolved).toEqual([]);
    expect(app().queue.waiting).toBe(0);
  });

  it('A payment whose amount is not as expected is published as mismatched, and ends it.', async () => {
    await app().start(
      { expectOrder: () => ({ orderAmt: '1', currency: 'LAK' }) },
      { providers: [MismatchListener, UnresolvedListener] },
    );
    await app().newPay.createOrder(ORDER);
    await app().host.postCallback(paidCallback());
    await app().queue.pass(2 * DAY);

    expect(app().host.app.get(MismatchListener).amounts).toEqual(['50000.00']);
    expect(app().calls).toEqual(['createOrder']);
    expect(app().queue.waiting).toBe(0);
  });

  it('The times of an order are those of the process that made it.', async () => {
    await app().start({ watch: [MINUTE, 3 * MINUTE] });
    await app().newPay.createOrder(ORDER);
    await app().start({ watch: false });
    await app().queue.pass(HOUR);

    expect(watchTimes()).toEqual([1, 3]);
    expect(app().unresolved).toMatchObject([{ attempts: 2 }]);
  });

  it('With "watch: false" nothing is stored.', async () => {
    await app().start({ watch: false });
    await app().newPay.createOrder(ORDER);
    expect(app().queue.jobsOf('watch')).toEqual([]);
  });

  it('A pre-payment is watched, and an order of the mini program that has a number.', async () => {
    await app().start();
    app().answers = { preOrder: () => UNKNOWN };
    await app().newPay.createPrePayment({ ...ORDER, orderNo: 'P1' });
    await app()
      .newPay.createMiniProgramOrder({ orderAmt: '1', currency: 'LAK', orderNo: 'M1' })
      .catch(() => undefined);
    await app()
      .newPay.createMiniProgramOrder({ orderAmt: '1', currency: 'LAK' })
      .catch(() => undefined);
    await app()
      .newPay.createMiniProgramOrder({ orderAmt: '1', currency: 'LAK', orderNo: 'not a number' })
      .catch(() => undefined);
    expect(
      app()
        .queue.jobsOf('watch')
        .map(({ group }) => group),
    ).toEqual(['P1', 'M1']);
  });
});

describe('An order that may not have arrived', () => {
  it('An order without an answer is published as paid by its watch.', async () => {
    await app().start();
    app().answers = { createOrder: () => 'silence', queryOrder: (request) => paymentData(request) };
    await rejection(app().newPay.createOrder(ORDER), NewPayUnknownOutcomeError);
    await app().queue.pass(DAY);

    expect(app().published).toEqual(['paid']);
    expect(app().calls).toEqual(['createOrder', 'queryOrder']);
  });

  it('An order without an answer that NewPay does not know is unresolved, with NewPay’s reason.', async () => {
    await app().start();
    app().answers = { createOrder: () => 'silence', queryOrder: () => UNKNOWN };
    await rejection(app().newPay.createOrder(ORDER), NewPayUnknownOutcomeError);
    await app().queue.pass(2 * DAY);

    expect(app().unresolved).toMatchObject([
      {
        orderNo: 'A1001',
        attempts: 5,
        lastStatus: 'refused',
        gatewayCode: 'ORDER_NOT_FOUND',
        gatewayMessage: 'it does not exist',
        raw: { appId: APP_ID },
      },
    ]);
  });

  it('An order that NewPay refused is asked for once, and is not unresolved.', async () => {
    await app().start();
    app().answers = {
      createOrder: () => ({ ...UNKNOWN, code: 'LIMIT' }),
      queryOrder: () => UNKNOWN,
    };
    await rejection(app().newPay.createOrder(ORDER), NewPayGatewayError);
    await app().queue.pass(2 * DAY);

    expect(app().callsOf('queryOrder')).toBe(1);
    expect(app().unresolved).toEqual([]);
  });

  it('An order that NewPay refused, although it has it, is watched to its end.', async () => {
    await app().start();
    // As when the number is repeated, or when somebody on the way answers: a refusal is not signed.
    app().answers = { createOrder: () => ({ ...UNKNOWN, code: 'REPEATED' }) };
    await rejection(app().newPay.createOrder(ORDER), NewPayGatewayError);
    await app().queue.pass(HOUR / 2);
    app().answers = { queryOrder: () => UNKNOWN };
    await app().queue.pass(2 * DAY);

    expect(app().callsOf('queryOrder')).toBe(5);
    expect(app().unresolved).toMatchObject([{ attempts: 5, lastStatus: 'refused' }]);
  });

  it.each([
    ['refused, then accepted', [REFUSED, undefined]],
    ['accepted, then refused as repeated', [undefined, REFUSED]],
    ['refused, then without an answer', [REFUSED, 'silence']],
    ['without an answer, then refused', ['silence', REFUSED]],
  ] as const)('An order that was %s is watched to its end.', async (_, answers) => {
    await app().start();
    const left = [...answers];
    app().answers = { createOrder: (request) => left.shift() ?? orderAnswer(request) };
    await Promise.allSettled([app().newPay.createOrder(ORDER)]);
    await Promise.allSettled([app().newPay.createOrder(ORDER)]);
    // NewPay is late, or busy: a refusal is not signed.
    app().answers = { queryOrder: () => UNKNOWN };
    await app().queue.pass(HOUR / 2);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(DAY);

    expect(app().published).toEqual(['paid']);
  });

  it('An order that one process has made, and another one could not repeat, is watched to its end.', async () => {
    const store = new MemoryCallbackStore();
    await app().start({ store });
    await app().newPay.createOrder(ORDER);
    await app().start({ store });
    app().answers = { createOrder: () => REFUSED, queryOrder: () => UNKNOWN };
    await rejection(app().newPay.createOrder(ORDER), NewPayGatewayError);
    await app().queue.pass(HOUR / 4);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(DAY);

    expect(app().published).toEqual(['paid']);
  });

  it('An order that was not sent is asked for once, and is not unresolved.', async () => {
    await app().start({ endpoints: { createOrder: 'https://127.0.0.1:1/' } });
    app().answers = { queryOrder: () => UNKNOWN };
    await rejection(app().newPay.createOrder(ORDER), NewPayTransportError);
    await app().queue.pass(2 * DAY);

    expect(app().callsOf('queryOrder')).toBe(1);
    expect(app().unresolved).toEqual([]);
  });

  it('An order that breaks a rule stores no watch.', async () => {
    await app().start();
    await rejection(app().newPay.createOrder({ ...ORDER, orderAmt: '0' }), NewPayValidationError);
    expect(app().queue.jobsOf('watch')).toEqual([]);
  });

  it.each(PLATFORMS)(
    'Without a stored watch nothing is sent, and the app stays up (%s).',
    async (platform) => {
      await app().start({}, { platform });
      app().queue.isDown = true;
      const error = await rejection(app().newPay.createOrder(ORDER), NewPayTransportError);
      const refund = {
        orderNo: 'A1001',
        refundOrderNo: 'R1',
        refundOrderAmt: '1',
        refundDesc: 'cold',
      };
      const refused = await rejection(app().newPay.refund(refund), NewPayTransportError);

      expect(error.message).toBe(
        "The watch of order A1001 could not be stored: the queue's add() failed: connect ECONNREFUSED 127.0.0.1:6379. Nothing was sent, trying again is safe.",
      );
      expect(refused.message).toMatch(
        /^The watch of refund R1 could not be stored: .*Nothing was sent/,
      );
      expect(app().calls).toEqual([]);

      app().queue.isDown = false;
      await app().newPay.createOrder(ORDER);
      await app().newPay.refund(refund);
      expect(app().calls).toEqual(['createOrder', 'refund']);
    },
  );
});

describe('A watch that cannot ask', () => {
  it('A query without an answer is repeated, and then counts as one.', async () => {
    await app().start({ watch: [MINUTE, 6 * HOUR] });
    await app().newPay.createOrder(ORDER);
    app().answers = { queryOrder: () => FORGED };
    await app().queue.pass(5 * HOUR);
    expect(app().callsOf('queryOrder')).toBe(5);
    await app().queue.pass(5 * HOUR);

    expect(app().callsOf('queryOrder')).toBe(10);
    expect(app().unresolved).toMatchObject([
      { attempts: 2, lastStatus: 'unanswered', gatewayCode: undefined, gatewayMessage: undefined },
    ]);
  });

  it('Times that pass while NewPay is not reached are not asked for one after the other.', async () => {
    await app().start({ watch: [MINUTE, 2 * MINUTE, 3 * MINUTE, DAY] });
    await app().newPay.createOrder(ORDER);
    app().answers = { queryOrder: () => FORGED };
    await app().queue.pass(2 * HOUR);
    app().answers = {};
    await app().queue.pass(2 * DAY);

    expect(watchTimes()).toEqual([1, 24 * 60]);
    expect(app().unresolved).toMatchObject([{ attempts: 2, lastStatus: 'processing' }]);
  });

  it('A paid order whose event cannot be stored is never unresolved.', async () => {
    await app().start({ watch: [MINUTE] }, { providers: [] });
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(30 * DAY);

    const failed = await app().queue.failed(`:${APP_ID}`);
    expect(failed.map(({ kind }) => kind)).toEqual(['watch']);
    expect(app().host.logger.textsOf('error').join('\n')).toContain(
      'The event for order A1001 could not be delivered: no listener is registered for "newpay.paid"',
    );
  });

  it('A watch of an unknown version is refused by name, and stays.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    const [job] = app().queue.jobsOf('watch');
    await app().queue.add([
      { ...job!, id: 'of the future', attempts: 1, data: { ...job!.data, version: 2 } },
    ]);
    await app().queue.pass(2 * HOUR);

    expect((await app().queue.failed(`:${APP_ID}`)).map(({ id }) => id)).toEqual(['of the future']);
    expect(app().host.logger.textsOf('error').join('\n')).toContain(
      'this watch has the version 2, and this process knows 1: update it',
    );
  });
});

describe('A watch that runs after the store has forgotten what was handled', () => {
  /** Every process is stopped for eight days: the records of the store have expired, and the engine has removed what was done. */
  const stopForEightDays = async () => {
    app().queue.now += 8 * DAY;
    app().queue.removeDone();
    await app().start({ store: new MemoryCallbackStore() });
  };
  const LATE =
    'NewPay has a result of order A1001, and nothing is published, since it may have been before: this watch runs so late ' +
    'that the store would have forgotten it (its "retention" is 604800000 ms). If your app has not handled it, reconcile() publishes it';

  it.each([
    ['paid', { transStatus: 0 }, {}],
    ['failed', { transStatus: 1 }, { transStatus: 0 }],
  ] as const)(
    'A %s order is not published again. It is told, until it is reconciled.',
    async (state, callback, answer) => {
      await app().start();
      await app().newPay.createOrder(ORDER);
      await app().host.postCallback(
        signedBody(paymentFields({ orderAmt: '50000.00', ...callback })),
      );
      await app().queue.pass(MINUTE);
      expect(app().published).toEqual([state]);
      app().answers = { queryOrder: (request) => paymentData(request, answer) };
      await stopForEightDays();
      await app().queue.pass(4 * DAY);

      expect(app().published).toEqual([]);
      expect(app().unresolved).toEqual([]);
      expect(app().host.logger.textsOf('error').join('\n')).toContain(LATE);
      const failed = await app().queue.failed(`:${APP_ID}`);
      expect(failed.map(({ kind }) => kind)).toEqual(['watch']);

      await app().newPay.reconcile('A1001');
      await app().queue.pass(MINUTE);
      await app().queue.retry(`:${APP_ID}`, [failed[0]!.id]);
      await app().queue.pass(MINUTE);
      expect(app().published).toEqual([state]);
      expect(await app().queue.failed(`:${APP_ID}`)).toEqual([]);
    },
  );

  it('An order that nobody has paid goes on, and is published when it is paid.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    await stopForEightDays();
    await app().queue.pass(0);
    expect(app().callsOf('queryOrder')).toBe(1);
    expect(app().unresolved).toMatchObject([{ orderNo: 'A1001', lastStatus: 'processing' }]);
  });

  it('The later times of a watch count from its last run.', async () => {
    await app().start({ watch: [MINUTE, 5 * DAY, 10 * DAY] });
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(9 * DAY);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(3 * DAY);
    expect(app().published).toEqual(['paid']);
  });
});

describe('A run of a watch', () => {
  const jobOf = (group: string) =>
    app()
      .queue.jobsOf('watch')
      .find((job) => job.group === group)!;

  it('is put off where others have made the queries of this second.', async () => {
    await app().start({ queryRate: 1 });
    await app().newPay.watch('A1');
    await app().newPay.watch('A2');

    expect(await app().queue.runNow(jobOf('A1'))).toEqual({ outcome: 'done' });
    const second = await app().queue.runNow(jobOf('A2'));

    expect(second).toEqual({ outcome: 'again', delay: expect.any(Number) });
    expect((second as { delay: number }).delay).toBeGreaterThan(0);
    expect(app().callsOf('queryOrder')).toBe(1);
  });

  it('that the engine gives up is given back, and is no query without an answer.', async () => {
    await app().start();
    await app().newPay.watch('A1');

    expect(await app().queue.runNow(jobOf('A1'), { signal: AbortSignal.abort() })).toEqual({
      outcome: 'again',
      delay: 0,
    });
  });

  it('is not done while newpay.unresolved cannot be stored.', async () => {
    await app().start({ watch: [MINUTE] });
    await app().newPay.watch('A1');
    const { queue } = app();
    queue.isDown = true;

    expect(await queue.runNow(jobOf('A1'))).toMatchObject({ outcome: 'again' });
    queue.isDown = false;
    expect(await queue.runNow(jobOf('A1'))).toEqual({ outcome: 'done' });
    await queue.pass(0);

    expect(app().unresolved).toMatchObject([{ orderNo: 'A1' }]);
  });

  it('tells of a refused order whose watch cannot be ended.', async () => {
    const store = new MemoryCallbackStore();
    await app().start({ store });
    app().answers = { createOrder: () => UNKNOWN };
    store.claim = () => Promise.reject(new Error('gone'));

    await rejection(app().newPay.createOrder(ORDER), NewPayGatewayError);

    expect(app().host.logger.textsOf('warn')).toContain(
      'The watch of order A1001 could not be ended, and "newpay.unresolved" may follow: the store cannot be reached: gone NewPayWatch',
    );
  });
});

describe('newpay.unresolved without a listener', () => {
  it('The app is warned at startup, and each order is logged as an error.', async () => {
    await app().start({ watch: [MINUTE] }, { providers: [PaymentListener] });
    expect(app().host.logger.textsOf('warn').join('\n')).toContain(
      'No listener is registered for "newpay.unresolved", so an order of which NewPay tells no final state is only logged: add @OnNewPay(\'unresolved\') to a method of a provider',
    );
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(HOUR);

    expect(app().host.logger.textsOf('error').join('\n')).toContain(
      'No listener is registered for "newpay.unresolved", so only this line tells that order A1001 is unresolved',
    );
    expect(app().queue.waiting).toBe(0);
    expect(await app().queue.failed(`:${APP_ID}`)).toEqual([]);
  });

  it('Without a queue, or with "watch: false", nobody is warned.', async () => {
    await app().start({ watch: false }, { providers: [PaymentListener] });
    expect(app().host.logger.textsOf('warn').join('\n')).not.toContain('unresolved');
  });
});

describe('newPay.watch', () => {
  it('It watches an order that was made elsewhere, once with a createOrder that follows.', async () => {
    await app().start();
    await app().newPay.watch('A1001');
    await app().newPay.watch('A1001');
    await app().newPay.createOrder(ORDER);
    expect(app().queue.jobsOf('watch')).toHaveLength(1);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(HOUR);
    expect(app().published).toEqual(['paid']);
  });

  it.each<[string, (order: () => Promise<unknown>) => Promise<unknown>]>([
    [
      'follows',
      async (refused) => {
        await app().newPay.watch('A1001');
        await refused();
      },
    ],
    [
      'went before',
      async (refused) => {
        await refused();
        await app().newPay.watch('A1001');
      },
    ],
    ['is made meanwhile', (refused) => Promise.all([refused(), app().newPay.watch('A1001')])],
    ['was made already', (refused) => Promise.all([app().newPay.watch('A1001'), refused()])],
  ])('It goes on when a createOrder that %s is refused.', async (_what, make) => {
    await app().start();
    app().answers = { createOrder: () => REFUSED, queryOrder: () => UNKNOWN };
    await make(() => rejection(app().newPay.createOrder(ORDER), NewPayGatewayError));
    // The order is made elsewhere, after the first time at which NewPay is asked.
    await app().queue.pass(HOUR / 4);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(DAY);

    expect(app().published).toEqual(['paid']);
  });

  it('An order that is made again later, under the same number, has a watch of its own.', async () => {
    await app().start();
    app().answers = { createOrder: () => UNKNOWN, queryOrder: () => UNKNOWN };
    await rejection(app().newPay.createOrder(ORDER), NewPayGatewayError);
    await app().queue.pass(10 * MINUTE);
    expect(app().queue.waiting).toBe(0);

    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(10 * MINUTE);
    expect(app().published).toEqual(['paid']);
  });

  it('An order that is made again, as after a crash, is unresolved once: when its later watch ends.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(5 * HOUR);
    const again = app().queue.now;
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(22 * HOUR);

    expect(app().callsOf('queryOrder')).toBe(9);
    expect(app().unresolved).toEqual([]);
    expect(app().host.logger.textsOf('log').join('\n')).toContain(
      'This watch of order A1001 ends; a later one asks on',
    );
    await app().queue.pass(DAY);
    expect(app().unresolved.map(({ watchedSince }) => watchedSince)).toEqual([new Date(again)]);
  });

  it('The paid state of an order that is made again comes from either of its watches, once.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(5 * HOUR);
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(HOUR / 2);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(3 * DAY);

    expect(app().published).toEqual(['paid']);
    expect(app().unresolved).toEqual([]);
  });

  it('An order that is made again after it was unresolved is unresolved again.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(2 * DAY);
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(2 * DAY);

    expect(app().unresolved).toHaveLength(2);
  });

  it('Without an answer to a later watch, the earlier one tells that the order is unresolved.', async () => {
    await app().start();
    await app().newPay.createOrder(ORDER);
    await app().queue.pass(5 * HOUR);
    app().answers = { createOrder: () => UNKNOWN, queryOrder: () => UNKNOWN };
    await rejection(app().newPay.createOrder(ORDER), NewPayGatewayError);
    await app().queue.pass(3 * DAY);

    expect(app().unresolved.map(({ lastStatus }) => lastStatus)).toEqual(['refused']);
  });

  it('It takes the options of a call.', async () => {
    await app().start();
    const { newPay, queue } = app();
    const wrong = await rejection(newPay.watch('A1', { timeout: 1.5 }), NewPayValidationError);
    expect(wrong.message).toContain('timeout must be a whole number');
    const signal = AbortSignal.abort(new TypeError('gone'));
    const unsent = await rejection(newPay.watch('A1', { signal, db: {} }), NewPayTransportError);
    expect(unsent.message).toBe('The call was aborted. Nothing was sent, trying again is safe.');
    expect(queue.waiting).toBe(0);

    let answer = (): void => undefined;
    const silence = new Promise<void>((resolve) => (answer = resolve));
    queue.add = () => silence;
    const late = await rejection(newPay.watch('A1', { timeout: 20 }), NewPayTransportError);
    expect(late.message).toBe(
      'The watch of order A1 could not be stored: no answer within 20 ms. Trying again is safe.',
    );
    const controller = new AbortController();
    const aborted = newPay.watch('A1', { signal: controller.signal, db: {} });
    controller.abort(new TypeError('the app closes'));
    expect((await rejection(aborted, NewPayTransportError)).message).toBe(
      'The watch of order A1 could not be stored: the call was aborted. Trying again is safe.',
    );
    answer();
  });

  it.each(UNREADABLE)('It is not stored when the queue fails with %s.', async (_what, fault) => {
    await app().start();
    app().queue.add = () => Promise.reject(fault);

    const failed = await rejection(app().newPay.watch('A1', { db: {} }), NewPayTransportError);
    expect(failed.message).toBe(
      `The watch of order A1 could not be stored: the queue's add() failed: ${UNREADABLE_TEXT}. Trying again is safe.`,
    );
  });

  it('Its errors say what is wrong.', async () => {
    await app().start();
    expect(
      (await rejection(app().newPay.watch('not a number'), NewPayValidationError)).message,
    ).toContain('orderNo must be');
    const db = await rejection(app().newPay.watch('A1', { db: {} }), NewPayValidationError);
    expect(db.message).toContain(
      'db cannot be used by the queue: a queue in memory has no transactions',
    );
    app().queue.isDown = true;
    const down = await rejection(app().newPay.watch('A1'), NewPayTransportError);
    expect(down.message).toBe(
      "The watch of order A1 could not be stored: the queue's add() failed: connect ECONNREFUSED 127.0.0.1:6379. Trying again is safe.",
    );
    app().queue.isDown = false;
    await callUntyped(app().newPay, 'watch', 'A1', 0);
    expect(app().queue.jobsOf('watch')).toHaveLength(1);

    await app().start({ watch: false });
    const off = await rejection(app().newPay.watch('A1'), NewPayConfigurationError);
    expect(off.message).toBe(
      'NewPay option "watch" is false: set the times at which watch() asks NewPay',
    );
    await app().start({ queue: undefined, worker: false });
    const none = await rejection(app().newPay.watch('A1'), NewPayConfigurationError);
    expect(none.message).toBe(
      'NewPay option "queue" is missing: watch() stores the order with a queue',
    );
  });
});
