import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  NewPayConfigurationError,
  NewPayDeliveryError,
  NewPayService,
  NewPayTransportError,
  NewPayValidationError,
  OnNewPay,
} from '../../lib/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { ManualQueue } from '../support/manual-queue.js';
import { rejection } from '../support/rejection.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { callUntyped } from '../support/untyped.js';
import { until } from '../support/until.js';

/** Listeners of which each one fails until it may not any more. */
@Injectable()
class Shop {
  readonly runs: string[] = [];
  isDown = true;

  @OnNewPay('paid', { id: 'ship' })
  ship(): void {
    this.#run('ship');
  }

  @OnNewPay('paid', { id: 'mail' })
  mail(): void {
    this.#run('mail');
  }

  #run(name: string): void {
    this.runs.push(name);
    if (this.isDown) {
      throw new Error('no database');
    }
  }
}

const queue = () => running.queue;
let running: { host: HostApp; queue: ManualQueue; shop: Shop; newPay: NewPayService };

/** An app whose two listeners have failed for the last time, for the order A1001. */
beforeEach(async () => {
  const ownQueue = new ManualQueue();
  const host = await startHostApp({
    providers: [Shop],
    options: { queue: ownQueue, retry: { attempts: 1 } },
  });
  const { app } = host;
  running = { host, queue: ownQueue, shop: app.get(Shop), newPay: app.get(NewPayService) };
  await until(() => ownQueue.isWorking);
  await host.postCallback(signedBody(paymentFields()));
  await ownQueue.pass(0);
  running.shop.isDown = false;
});

afterEach(() => running.host.app.close());

const SHIP = { event: 'newpay.paid', listener: 'ship' };
const MAIL = { event: 'newpay.paid', listener: 'mail' };

describe('redeliver()', () => {
  it('runs every listener again that has not finished, and tells which ones.', async () => {
    expect(await running.newPay.redeliver('A1001')).toEqual([SHIP, MAIL]);
    await queue().pass(0);

    expect(running.shop.runs).toEqual(['ship', 'mail', 'ship', 'mail']);
    expect(await running.newPay.redeliver('A1001')).toEqual([]);
  });

  it('runs one listener alone.', async () => {
    expect(await running.newPay.redeliver('A1001', { listener: 'mail' })).toEqual([MAIL]);
    await queue().pass(0);

    expect(running.shop.runs).toEqual(['ship', 'mail', 'mail']);
    expect(await running.newPay.redeliver('A1001', { listener: 'gone' })).toEqual([]);
  });

  it('leaves other orders alone, and asks the queue for nothing where nothing is due.', async () => {
    queue().retry = () => Promise.reject(new Error('must not be called'));

    expect(await running.newPay.redeliver('A1002')).toEqual([]);
  });

  it('leaves the watch of the order alone.', async () => {
    await running.newPay.watch('A1001');

    expect(await running.newPay.redeliver('A1001')).toEqual([SHIP, MAIL]);
  });

  it('tells only of the jobs that the queue runs again.', async () => {
    queue().retry = async (_scope, ids) => ids.map((id) => id.includes('|mail|'));

    expect(await running.newPay.redeliver('A1001')).toEqual([MAIL]);
  });

  it('refuses what is no order number, before the queue is asked.', async () => {
    const error = await rejection(running.newPay.redeliver('not a number'), NewPayValidationError);

    expect(error.message).toContain('orderNo must be 1 to 64 letters');
  });

  it('takes the id of a listener without an object, as callers without types pass it.', async () => {
    expect(await callUntyped(running.newPay, 'redeliver', 'A1001', 'mail')).toEqual([MAIL]);
  });

  it.each([[{ listener: 7 }], [{ listener: null }], [5], [null]])(
    'refuses a listener that is no text: %j.',
    async (options) => {
      const call = callUntyped(running.newPay, 'redeliver', 'A1001', options);

      expect((await rejection(call, NewPayValidationError)).fields).toEqual([
        { field: 'listener', messages: ['listener must be the id of a listener, in { listener }'] },
      ]);
    },
  );

  it('takes the options of a call, and checks them before the queue is asked.', async () => {
    const call = running.newPay.redeliver('A1001', { listener: 'mail', timeout: 0 });

    expect((await rejection(call, NewPayValidationError)).message).toContain('timeout must be');
    expect(await running.newPay.redeliver('A1001', { listener: 'mail', timeout: 5_000 })).toEqual([
      MAIL,
    ]);
  });

  it('does not begin with a signal that is aborted.', async () => {
    queue().unfinished = () => Promise.reject(new Error('must not be called'));
    const call = running.newPay.redeliver('A1001', { signal: AbortSignal.abort('gone') });

    const error = await rejection(call, NewPayTransportError);
    expect(error.message).toBe('The call was aborted. Nothing was sent, trying again is safe.');
    expect(error.cause).toBe('gone');
  });

  it('ends its wait for the queue after the timeout, and when it is aborted.', async () => {
    let answer = (): void => undefined;
    const silence = new Promise<[]>((resolve) => (answer = () => resolve([])));
    queue().unfinished = () => silence;
    const late = running.newPay.redeliver('A1001', { timeout: 20 });
    expect((await rejection(late, NewPayDeliveryError)).message).toContain(
      'no answer within 20 ms',
    );

    const controller = new AbortController();
    const aborted = running.newPay.redeliver('A1001', { signal: controller.signal });
    controller.abort();
    expect((await rejection(aborted, NewPayDeliveryError)).message).toContain(
      'the call was aborted',
    );
    answer();
  });

  it('rejects while the queue cannot be reached, with the cause.', async () => {
    queue().isDown = true;

    const error = await rejection(running.newPay.redeliver('A1001'), NewPayDeliveryError);

    expect(error.message).toBe(
      "The event for order A1001 could not be delivered: the queue's unfinished() failed: connect ECONNREFUSED 127.0.0.1:6379",
    );
  });
});

describe('redeliver() without a queue', () => {
  it('is refused, since NewPay itself delivers again.', async () => {
    const host = await startHostApp({ providers: [Shop] });
    try {
      const call = host.app.get(NewPayService).redeliver('A1001');

      expect((await rejection(call, NewPayConfigurationError)).message).toBe(
        'NewPay option "queue" is missing: redeliver() runs jobs of a queue again, and without one NewPay itself delivers again',
      );
    } finally {
      await host.app.close();
    }
  });
});
