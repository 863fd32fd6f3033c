import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  MemoryCallbackStore,
  OnNewPay,
  type NewPayDuplicateEvent,
  type NewPayDuplicateInfo,
  type NewPayModuleOptions,
} from '../../lib/index.js';
import { ACKNOWLEDGED } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

@Injectable()
class Accounting {
  readonly receivedEvents: NewPayDuplicateEvent[] = [];
  readonly mismatched: unknown[] = [];
  before: () => unknown = () => undefined;

  @OnNewPay('duplicate')
  async onDuplicate(event: NewPayDuplicateEvent): Promise<void> {
    await this.before();
    this.receivedEvents.push(event);
  }

  @OnNewPay('mismatched')
  onMismatched(event: unknown): void {
    this.mismatched.push(event);
  }
}

let host: HostApp;

afterEach(() => host.app.close());

const send = (changes: JsonFields = {}) => host.postCallback(signedBody(paymentFields(changes)));

describe.each(PLATFORMS)('A second payment of an order on %s', (platform) => {
  const hookCalls: NewPayDuplicateInfo[] = [];

  async function start(
    options: Partial<NewPayModuleOptions> = {},
    providers: (new () => object)[] = [PaymentListener, Accounting],
  ): Promise<void> {
    hookCalls.length = 0;
    const hooks = { duplicate: (info: NewPayDuplicateInfo) => void hookCalls.push(info) };
    host = await startHostApp({ platform, options: { hooks, ...options }, providers });
  }

  it('is published once as newpay.duplicate, with both numbers and amounts', async () => {
    await start();
    await send({ newpayOrderNo: 'N1' });
    expect(await send({ newpayOrderNo: 'N2', orderAmt: '999.00' })).toEqual(ACKNOWLEDGED);
    expect(await send({ newpayOrderNo: 'N2', orderAmt: '999.00' })).toEqual(ACKNOWLEDGED);
    expect(host.app.get(Accounting).receivedEvents).toEqual([
      expect.objectContaining({
        name: 'newpay.duplicate',
        orderNo: 'A1001',
        newpayOrderNo: 'N2',
        orderAmt: '999.00',
        currency: 'LAK',
        handledNewpayOrderNo: 'N1',
        handledOrderAmt: '123.00',
      }),
    ]);
    expect(host.app.get(PaymentListener).names).toEqual(['paid']);
    expect(host.logger.textsOf('error')[0]).toBe(
      "Order A1001 seems to be paid twice: NewPay's N2 (999.00 LAK) came after N1 (123.00). Look at " +
        'the order and refund one of them. NewPayEvents',
    );
  });

  it('is one for each further number, and none for a repeat of the first or a failure', async () => {
    await start();
    for (const newpayOrderNo of ['N1', 'N2', 'N3', 'N1', 'N2']) {
      expect(await send({ newpayOrderNo })).toEqual(ACKNOWLEDGED);
    }
    expect(await send({ newpayOrderNo: 'N4', transStatus: 1 })).toEqual(ACKNOWLEDGED);
    expect(
      host.app.get(Accounting).receivedEvents.map(({ newpayOrderNo }) => newpayOrderNo),
    ).toEqual(['N2', 'N3']);
  });

  it('is none where the store does not know the number of the first', async () => {
    class Forgetful extends MemoryCallbackStore {
      override complete(key: string, rank: number, token: string): Promise<boolean> {
        return super.complete(key, rank, token, '');
      }
    }
    await start({ store: new Forgetful() });
    expect(await send({ newpayOrderNo: 'N1' })).toEqual(ACKNOWLEDGED);
    expect(await send({ newpayOrderNo: 'N1' })).toEqual(ACKNOWLEDGED);
    expect(host.app.get(Accounting).receivedEvents).toEqual([]);
  });

  it('that does not match the order is one after a paid one', async () => {
    await start({ expectOrder: () => ({ orderAmt: '123', currency: 'LAK' }) });
    await send({ newpayOrderNo: 'N1' });
    expect(await send({ newpayOrderNo: 'N2', orderAmt: '5.00' })).toEqual(ACKNOWLEDGED);
    const { receivedEvents, mismatched } = host.app.get(Accounting);
    expect(receivedEvents).toEqual([
      expect.objectContaining({
        newpayOrderNo: 'N2',
        orderAmt: '5.00',
        handledNewpayOrderNo: 'N1',
      }),
    ]);
    expect(mismatched).toEqual([]);
  });

  it('that does not match is one after one that did not match either', async () => {
    await start({ expectOrder: () => undefined });
    await send({ newpayOrderNo: 'N1', orderAmt: '1.00' });
    expect(await send({ newpayOrderNo: 'N2', orderAmt: '2.00' })).toEqual(ACKNOWLEDGED);
    const { receivedEvents, mismatched } = host.app.get(Accounting);
    expect(receivedEvents).toEqual([
      expect.objectContaining({
        orderAmt: '2.00',
        handledNewpayOrderNo: 'N1',
        handledOrderAmt: '1.00',
      }),
    ]);
    expect(mismatched).toHaveLength(1);
  });

  it('is delivered again when its listener fails', async () => {
    await start();
    const accounting = host.app.get(Accounting);
    await send({ newpayOrderNo: 'N1' });
    accounting.before = () => Promise.reject(new Error('no'));
    expect((await send({ newpayOrderNo: 'N2' })).status).toBe(500);
    accounting.before = () => undefined;
    expect(await send({ newpayOrderNo: 'N2' })).toEqual(ACKNOWLEDGED);
    expect(accounting.receivedEvents).toHaveLength(1);
  });

  it('that nobody listens to is acknowledged, logged as an error and told to the hook', async () => {
    await start({}, [PaymentListener]);
    await send({ newpayOrderNo: 'N1' });
    expect(await send({ newpayOrderNo: 'N2' })).toEqual(ACKNOWLEDGED);
    expect(host.logger.textsOf('error')).toHaveLength(1);
    expect(hookCalls).toEqual([
      {
        merchant: undefined,
        orderNo: 'A1001',
        newpayOrderNo: 'N2',
        orderAmt: '123.00',
        currency: 'LAK',
        handledNewpayOrderNo: 'N1',
        handledOrderAmt: '123.00',
      },
    ]);
  });
});
