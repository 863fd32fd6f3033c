/** @needs postgres redis */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  MemoryCallbackStore,
  NewPayPaidEvent,
  NewPayService,
  OnNewPay,
  type NewPayDeadLetterInfo,
  type NewPayDuplicateEvent,
  type NewPayFailedEvent,
} from '../../../lib/index.js';
import { ACKNOWLEDGED, rejected } from '../../support/callback-answers.js';
import {
  PLATFORMS,
  startHostApp,
  type HostApp,
  type HostAppOptions,
} from '../../support/host-app.js';
import { ENGINES, type JobState, type OwnEngine } from '../../support/queue-engines.js';
import { paymentFields, signedBody, type JsonFields } from '../../support/signed-callback.js';
import { until } from '../../support/until.js';

type Answer = (orderNo: string) => unknown;

/** Three listeners of one shop, which do as the test says. */
@Injectable()
class Shop {
  readonly done: string[] = [];
  readonly tries: string[] = [];
  answers: Record<string, Answer> = {};
  readonly duplicates: NewPayDuplicateEvent[] = [];
  readonly events: object[] = [];

  @OnNewPay('paid', { id: 'ship' })
  ship(event: NewPayPaidEvent): Promise<void> {
    return this.#run('ship', event);
  }

  @OnNewPay('paid', { id: 'mail' })
  mail(event: NewPayPaidEvent): Promise<void> {
    return this.#run('mail', event);
  }

  @OnNewPay('failed', { id: 'release' })
  release(event: NewPayFailedEvent): Promise<void> {
    return this.#run('release', event);
  }

  @OnNewPay('duplicate')
  duplicate(event: NewPayDuplicateEvent): void {
    this.duplicates.push(event);
  }

  async #run(name: string, event: NewPayPaidEvent | NewPayFailedEvent): Promise<void> {
    this.tries.push(name);
    this.events.push(event);
    await this.answers[name]?.(event.orderNo);
    this.done.push(`${name} ${event.orderNo}`);
  }
}

describe.each(ENGINES)('With a queue on %s', (_engine, startEngine) => {
  let engine: OwnEngine;
  let host: HostApp;
  let orderNo = 'A0';
  let count = 0;

  beforeAll(async () => {
    engine = await startEngine();
  }, 30_000);

  afterEach(() => host.app.close());
  afterAll(() => engine.stop());

  async function start(changes: HostAppOptions = {}): Promise<Shop> {
    count += 1;
    orderNo = `A${count}`;
    host = await startHostApp({
      providers: [Shop],
      ...changes,
      options: { queue: engine.newQueue(), ...changes.options },
    });
    return host.app.get(Shop);
  }

  const send = (changes: JsonFields = {}) =>
    host.postCallback(signedBody(paymentFields({ orderNo, ...changes })));

  /** Resolves when so many jobs of the order have a state. */
  const untilJobs = (state: JobState, jobs: number) =>
    until(async () => (await engine.count(orderNo, state)) === jobs);

  describe.each(PLATFORMS)('a callback on %s', (platform) => {
    it('is acknowledged at once, and its listeners run once each with the event that NewPay signed.', async () => {
      const shop = await start({ platform });
      let finish: (value: unknown) => void = () => undefined;
      const slow = new Promise((resolve) => (finish = resolve));
      shop.answers['ship'] = () => slow;

      expect(await send({ subject: 'ກາເຟ', extra: undefined })).toEqual(ACKNOWLEDGED);
      expect(await send({ subject: 'ກາເຟ', extra: undefined })).toEqual(ACKNOWLEDGED);

      await until(() => shop.done.includes(`mail ${orderNo}`));
      finish(undefined);
      await untilJobs('completed', 2);
      expect(shop.tries.toSorted()).toEqual(['mail', 'ship']);
      const [event] = shop.events;
      expect(event).toBeInstanceOf(NewPayPaidEvent);
      expect(event).toMatchObject({
        orderNo,
        subject: 'ກາເຟ',
        extra: undefined,
        merchant: undefined,
        source: 'callback',
      });
      expect(Object.isFrozen(event)).toBe(true);
    });

    it('has a listener that fails run again, alone.', async () => {
      const shop = await start({ platform, options: { retry: { attempts: 3, delay: 1 } } });
      let failures = 2;
      shop.answers['mail'] = () => {
        failures -= 1;
        if (failures >= 0) {
          throw new Error('no mail server');
        }
      };

      expect(await send()).toEqual(ACKNOWLEDGED);

      await until(() => shop.done.includes(`mail ${orderNo}`));
      expect(shop.tries.toSorted()).toEqual(['mail', 'mail', 'mail', 'ship']);
      expect(host.logger.textsOf('error').at(0)).toMatch(
        /^Order A\d+: the listener "mail" of "newpay\.paid" failed \(attempt 1 of 3, the next one in 0 s\): 1 of 1 listeners of "newpay\.paid" failed: mail Error: no mail server\n/,
      );
    });
  });

  it.each([
    ['half a character', 'Coffee \ud83c'],
    ['U+0000', 'a\u0000b'],
  ])(
    'a callback whose texts have %s is acknowledged and heard as it was signed.',
    async (_, text) => {
      const shop = await start();

      expect(await send({ subject: text, transInfo: text, later: text })).toEqual(ACKNOWLEDGED);

      await untilJobs('completed', 2);
      expect(shop.events).toHaveLength(2);
      expect(shop.events[0]).toMatchObject({
        subject: text,
        transInfo: text,
        raw: { orderNo, subject: text, later: text },
      });
    },
  );

  describe('A listener that fails for the last time', () => {
    it('stays with the queue, is told to the hook and the log, and runs again by redeliver().', async () => {
      const letters: NewPayDeadLetterInfo[] = [];
      const published: unknown[] = [];
      const listen = (report: unknown): void => void published.push(report);
      subscribe('nestjs-newpay:deadLetter', listen);
      const hooks = { deadLetter: (info: NewPayDeadLetterInfo) => void letters.push(info) };
      const shop = await start({ options: { hooks, retry: { attempts: 1 } } });
      const newPay = host.app.get(NewPayService);
      shop.answers['mail'] = () => Promise.reject(new Error('no mail server'));

      await send();

      await until(() => letters.length === 1);
      expect(letters).toEqual([
        {
          merchant: undefined,
          orderNo,
          id: `newpay.paid|mail|202209210000006950|payment::${paymentFields()['appId'] as string}:${orderNo}`,
          kind: 'event',
          event: 'newpay.paid',
          listener: 'mail',
          attempts: 1,
          reason: '1 of 1 listeners of "newpay.paid" failed: mail: no mail server',
        },
      ]);
      expect(published).toEqual(letters);
      unsubscribe('nestjs-newpay:deadLetter', listen);
      expect(host.logger.textsOf('error')[0]).toContain(
        `Order ${orderNo}: the listener "mail" of "newpay.paid" failed for the last time (attempt 1). ` +
          `It stays with the queue as failed: mend the cause, then run it again with redeliver('${orderNo}') ` +
          "or in the queue's dashboard. Reason: ",
      );

      // The hook is told before the engine is.
      await untilJobs('failed', 1);
      shop.answers = {};
      expect(await newPay.redeliver(orderNo, { listener: 'ship' })).toEqual([]);
      expect(await newPay.redeliver(orderNo)).toEqual([{ event: 'newpay.paid', listener: 'mail' }]);
      await until(() => shop.done.includes(`mail ${orderNo}`));
      expect(await newPay.redeliver(orderNo)).toEqual([]);
      expect(shop.tries.toSorted()).toEqual(['mail', 'mail', 'ship']);
    });

    it('runs again by the own function of the engine, too.', async () => {
      const shop = await start({ options: { retry: { attempts: 1 } } });
      shop.answers['mail'] = () => Promise.reject(new Error('no mail server'));
      await send();
      await untilJobs('failed', 1);

      shop.answers = {};
      await engine.retry(orderNo);

      await untilJobs('completed', 2);
      expect(shop.done).toContain(`mail ${orderNo}`);
    });
  });

  describe('A listener that has finished while the store was away', () => {
    it('does not run again when its job does: the store was told as soon as it was back.', async () => {
      const store = new MemoryCallbackStore();
      const complete = store.complete.bind(store);
      let isAway = true;
      store.complete = async (key, ...rest) => {
        if (isAway && key.startsWith('listener|mail|')) {
          isAway = false;
          throw new Error('connection lost');
        }
        return complete(key, ...rest);
      };
      const shop = await start({ options: { store } });
      await send();
      await until(() => !isAway && shop.done.length === 2);
      await untilJobs('delayed', 1);

      await host.app.get(NewPayService).redeliver(orderNo);

      await untilJobs('completed', 2);
      expect(shop.tries.toSorted()).toEqual(['mail', 'ship']);
    });
  });

  describe('The states of an order', () => {
    it('go forward only: a failed payment that comes after a paid one runs no listener.', async () => {
      const shop = await start();
      await send();
      await until(() => shop.done.length === 2);

      expect(await send({ transStatus: 1 })).toEqual(ACKNOWLEDGED);

      await until(() =>
        host.logger
          .textsOf('log')
          .includes(
            `Order ${orderNo}: "newpay.failed" came after the same or a later state; not published NewPayEvents`,
          ),
      );
      expect(shop.tries).not.toContain('release');
    });

    it('wait for the earlier one that is in hand.', async () => {
      const shop = await start();
      let finish: (value: unknown) => void = () => undefined;
      const slow = new Promise((resolve) => (finish = resolve));
      shop.answers['release'] = () => slow;
      await send({ transStatus: 1 });
      await until(() => shop.tries.includes('release'));

      expect(await send()).toEqual(ACKNOWLEDGED);

      await untilJobs('delayed', 2);
      expect(shop.tries).toEqual(['release']);
      finish(undefined);
      await until(() => shop.done.length === 3);
      expect(shop.done[0]).toBe(`release ${orderNo}`);
    });

    it('do not go back when an earlier one is retried after a later one.', async () => {
      const shop = await start({ options: { retry: { attempts: 5, delay: 200 } } });
      let hasFailed = false;
      shop.answers['release'] = () => {
        hasFailed = true;
        throw new Error('no database');
      };
      await send({ transStatus: 1 });
      await until(() => hasFailed);
      await send();

      await untilJobs('completed', 3);

      expect(shop.done.toSorted()).toEqual([`mail ${orderNo}`, `ship ${orderNo}`]);
      const paid = shop.tries.findIndex((name) => name !== 'release');
      expect(shop.tries.slice(paid)).not.toContain('release');
    });

    it('publish a second payment as newpay.duplicate, once, and run no listener of newpay.paid for it.', async () => {
      const shop = await start();
      await send({ newpayOrderNo: 'N1' });
      await until(() => shop.done.length === 2);

      expect(await send({ newpayOrderNo: 'N2', orderAmt: '999.00' })).toEqual(ACKNOWLEDGED);
      expect(await send({ newpayOrderNo: 'N2', orderAmt: '999.00' })).toEqual(ACKNOWLEDGED);

      // Two of each payment, and that of newpay.duplicate.
      await untilJobs('completed', 5);
      expect(shop.duplicates).toMatchObject([
        { orderNo, newpayOrderNo: 'N2', handledNewpayOrderNo: 'N1', handledOrderAmt: '123.00' },
      ]);
      expect(shop.tries.toSorted()).toEqual(['mail', 'ship']);
      expect(host.logger.textsOf('error')).toEqual([
        `Order ${orderNo} seems to be paid twice: NewPay's N2 (999.00 LAK) came after N1 (123.00). ` +
          'Look at the order and refund one of them. NewPayEvents',
      ]);
    });
  });

  describe('An event without a listener', () => {
    it('is not acknowledged.', async () => {
      await start({ providers: [{ provide: Shop, useValue: {} }] });

      expect(await send()).toEqual(rejected(503));
    });
  });
});
