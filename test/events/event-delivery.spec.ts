import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { EventDelivery } from '../../lib/events/event-delivery.js';
import {
  MemoryCallbackStore,
  NewPayFailedEvent,
  type NewPayCallbackStore,
  type NewPayClaim,
  type NewPayModuleOptions,
} from '../../lib/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paidEvent } from '../../lib/testing/index.js';

const SUBJECT = 'payment::test-app:A1001';
const CLAIMED: NewPayClaim = { outcome: 'claimed', token: 't' };

const event = paidEvent({ orderNo: 'A1001' });

let host: HostApp;
const released: string[][] = [];

afterEach(async () => {
  jest.useRealTimers();
  released.length = 0;
  await host.app.close();
});

/** Delivers the event by way of a store that does as it is told. */
async function deliveryWith(
  answers: Partial<NewPayCallbackStore>,
  providers: (new () => object)[] = [PaymentListener],
  options: Partial<NewPayModuleOptions> = {},
): Promise<EventDelivery> {
  const store: NewPayCallbackStore = {
    retention: 10 * 24 * 3_600_000,
    claim: async () => CLAIMED,
    complete: async () => true,
    release: async (...claim) => void released.push(claim.map(String)),
    ...answers,
  };
  host = await startHostApp({ options: { store, ...options }, providers });
  return host.app.get(EventDelivery, { strict: false });
}

describe('the delivery of an event', () => {
  it('says why the store could not be reached', async () => {
    const cause = new Error('connection refused');
    const delivery = await deliveryWith({ claim: () => Promise.reject(cause) });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: 'the store cannot be reached: connection refused',
      cause,
    });
    expect(released).toEqual([]);
  });

  it('releases a claim that comes after it gave up', async () => {
    let answer: (claim: NewPayClaim) => void = () => undefined;
    const claim = () => new Promise<NewPayClaim>((resolve) => (answer = resolve));
    const delivery = await deliveryWith({ claim });
    for (const late of [CLAIMED, { outcome: 'busy' } as const]) {
      jest.useFakeTimers();
      const failed = jest.fn();
      void delivery.deliver(event).catch(failed);
      await jest.advanceTimersByTimeAsync(5_000);
      expect(failed).toHaveBeenCalledWith(
        expect.objectContaining({
          message: 'the store cannot be reached: no answer within 5000 ms',
        }),
      );
      answer(late);
      await jest.advanceTimersByTimeAsync(0);
    }
    expect(released).toEqual([[SUBJECT, 't', '']]);
    expect(host.app.get(PaymentListener).names).toEqual([]);
  });

  it('is busy while somebody else handles it', async () => {
    const delivery = await deliveryWith({ claim: async () => ({ outcome: 'busy' }) });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      name: 'DeliveryInProgressError',
      message: 'another delivery of this event is in progress',
    });
  });

  it('is not done when nobody listens', async () => {
    const delivery = await deliveryWith({}, []);
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      name: 'NoListenerError',
      message: 'no listener is registered for "newpay.paid"',
    });
    expect(released).toEqual([[SUBJECT, 't', '']]);
  });

  it('is not done when its claim is lost before the mark', async () => {
    const delivery = await deliveryWith({ complete: async () => false });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      name: 'UnavailableError',
      message: expect.stringMatching(
        /^the listeners have finished, but the claim ended before they did, after \d+ ms, and the next delivery runs them again: give the store renew\(\), or a longer lease$/,
      ),
    });
  });

  it('names every listener that failed, whoever registered it', async () => {
    const loud = { suppressErrors: false };
    class Audit {
      @OnEvent('order.made', loud)
      note(): void {}

      @OnEvent('newpay.paid', loud)
      write(): never {
        throw new Error('full disk');
      }
    }
    class Archive {
      @OnEvent('newpay.paid', { suppressErrors: false })
      keep(): void {}
    }
    const delivery = await deliveryWith({}, [Audit, Archive]);
    const emitter = host.app.get(EventEmitter2);
    function ledger(): never {
      throw new Error('no ledger');
    }
    emitter.on('newpay.paid', ledger);
    emitter.on(
      'newpay.paid',
      (() => () => {
        throw new Error('no name');
      })(),
    );
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message:
        '3 of 4 listeners of "newpay.paid" failed: Audit.write, ledger, a listener without a name',
    });
  });

  it('names each method that a listener may be, where several are registered in the same way', async () => {
    const loud = { suppressErrors: false };
    class Audit {
      @OnEvent('newpay.paid', loud)
      write(): never {
        throw new Error('full disk');
      }

      @OnEvent('newpay.paid', loud)
      print(): void {}
    }
    const delivery = await deliveryWith({}, [Audit]);
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message: '1 of 2 listeners of "newpay.paid" failed: Audit.write or Audit.print',
    });
  });

  it('is known to be done, and so are the states before it', async () => {
    const memory = new MemoryCallbackStore();
    host = await startHostApp({ options: { store: memory }, providers: [PaymentListener] });
    const delivery = host.app.get(EventDelivery, { strict: false });
    const failed = new NewPayFailedEvent(event);
    const known = () => Promise.all([failed, event].map((one) => delivery.wasHandled(one)));

    expect(await known()).toEqual([false, false]);
    await delivery.deliver(failed);
    expect(await known()).toEqual([true, false]);
    await delivery.deliver(event);
    expect(await known()).toEqual([true, true]);
    expect(await delivery.wasHandled({ ...event, orderNo: 'A2' })).toBe(false);
  });

  it('tells the fault of the listener, when the claim cannot be released either', async () => {
    const release = () => Promise.reject(new Error('connection lost'));
    const delivery = await deliveryWith({ release });
    host.app.get(PaymentListener).before = () => Promise.reject(new Error('no database'));
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message: '1 of 1 listeners of "newpay.paid" failed: PaymentListener.onPaid',
    });
    expect(host.logger.textsOf('warn').join()).toContain(
      `The claim on ${SUBJECT} could not be released, its lease will end: the store cannot be reached: connection lost`,
    );
  });

  it('names the order alone when its time is over before the store has answered', async () => {
    let answer: (claim: NewPayClaim) => void = () => undefined;
    const claim = () => new Promise<NewPayClaim>((resolve) => (answer = resolve));
    const delivery = await deliveryWith({ claim }, [PaymentListener], { listenerTimeout: 50 });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      name: 'UnavailableError',
      message: 'not finished after 50 ms: order A1001, "newpay.paid"',
    });
    answer({ outcome: 'busy' });
  });

  it('does not run finished listeners again when the store could not mark it as handled', async () => {
    const memory = new MemoryCallbackStore();
    const answers = [Promise.reject(new Error('connection lost'))];
    const delivery = await deliveryWith({
      lease: memory.lease,
      claim: (key, rank) => memory.claim(key, rank),
      find: (key) => memory.find(key),
      renew: (...claim) => memory.renew(...claim),
      complete: (...claim) => answers.pop() ?? memory.complete(...claim),
      release: (...claim) => memory.release(...claim),
    });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message:
        'the listeners have finished, but this could not be recorded (the store cannot be reached: connection lost): ' +
        'the next delivery marks it as handled',
    });
    await delivery.deliver(event);
    expect(host.app.get(PaymentListener).names).toEqual(['paid']);
    expect(await delivery.wasHandled(event)).toBe(true);
  });

  it('releases no claim that another delivery has taken', async () => {
    const claims: NewPayClaim[] = [{ outcome: 'busy' }, CLAIMED];
    const delivery = await deliveryWith({
      claim: async () => claims.pop() ?? { outcome: 'busy' },
      complete: async () => false,
    });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message: expect.stringContaining('another delivery took the claim meanwhile'),
    });
    expect(released).toEqual([]);
  });

  it('renews nothing with a store that cannot renew', async () => {
    const delivery = await deliveryWith({});
    host.app.get(PaymentListener).before = () => setTimeout(30);
    const logged = host.logger.lines.length;
    await delivery.deliver(event);
    expect(host.logger.lines.slice(logged)).toEqual([]);
  });

  it('renews its claim while the listeners run, and no longer', async () => {
    let renewals = 0;
    const delivery = await deliveryWith({
      lease: 30,
      renew: async () => {
        renewals += 1;
        return true;
      },
    });
    host.app.get(PaymentListener).before = () => setTimeout(100);
    await delivery.deliver(event);
    const counted = renewals;
    expect(counted).toBeGreaterThan(0);
    await setTimeout(100);
    expect(renewals).toBe(counted);
  });

  it('is told as lost by the store if its claim was renewed a moment ago', async () => {
    const delivery = await deliveryWith({
      lease: 1_000,
      renew: async () => true,
      complete: async () => false,
    });
    host.app.get(PaymentListener).before = () => setTimeout(1_300);
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message:
        'the listeners have finished, but the store has lost the claim, as when it was emptied or restarted without ' +
        'its data: the next delivery marks it as handled',
    });
  });

  it('names a function that listens to every event and failed', async () => {
    const delivery = await deliveryWith({});
    host.app.get(EventEmitter2).onAny(function audit() {
      throw new Error('full disk');
    });
    await expect(delivery.deliver(event)).rejects.toMatchObject({
      message: '1 of 2 listeners of "newpay.paid" failed: audit',
    });
  });

  it('of a second payment is told without the amount of the first one, where the store does not know it', async () => {
    const claims: NewPayClaim[] = [
      CLAIMED,
      { outcome: 'handled', rank: 3, reference: 'N0', orderAmt: undefined },
    ];
    const delivery = await deliveryWith({ claim: async () => claims.pop() ?? CLAIMED });
    await delivery.deliver(paidEvent({ orderNo: 'A1001', newpayOrderNo: 'N1' }));
    expect(host.logger.lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        message:
          "Order A1001 seems to be paid twice: NewPay's N1 (50000 LAK) came after N0. Look at the order and refund one of them.",
      }),
    ]);
  });
});
