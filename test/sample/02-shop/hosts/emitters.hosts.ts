import { expect } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { OnNewPay, type NewPayPaidEvent } from '../../../../lib/index.js';
import { until } from '../../../support/until.js';
import type { HostShop } from './open-host-shop.js';
import type { ShopHost } from './shop-host.js';

@Injectable()
class Audit {
  readonly heard: { orderNo: string }[] = [];

  @OnEvent('**')
  onAnything(event: { orderNo: string }): void {
    this.heard.push(event);
  }
}

@Injectable()
class BrokenAudit {
  @OnEvent('**')
  onAnything(): void {
    throw new Error('the log is full');
  }
}

/** Throws when it first hears of an order. */
@Injectable()
class Stumbling {
  readonly seen: string[] = [];

  @OnNewPay('paid', { id: 'stumble' })
  async onPaid({ orderNo }: NewPayPaidEvent): Promise<void> {
    await Promise.resolve();
    this.seen.push(orderNo);
    if (this.seen.filter((each) => each === orderNo).length === 1) {
      throw new Error('the mail server is away');
    }
  }
}

/** The warning at boot about a listener whose errors are suppressed. */
const hidesItsFailure = (method: string): string =>
  `${method} listens with @OnEvent('**') in a way that hides its failure: "newpay.paid" would be acknowledged although it failed. To have it delivered again, give it the options { suppressErrors: false } alone.`;

async function hearsAll({ app }: HostShop): Promise<void> {
  const heard = app.get(Audit).heard.length;
  await app.get(EventEmitter2, { strict: false }).emitAsync('something.else', { orderNo: 'A1' });
  expect(app.get(Audit).heard).toHaveLength(heard + 1);
}

/** Hosts with another emitter, or with more listeners. */
export const emitters: readonly ShopHost[] = [
  {
    title: 'with wildcards and a listener to every event',
    events: EventEmitterModule.forRoot({ wildcard: true }),
    providers: [Audit],
    warnings: [hidesItsFailure('Audit.onAnything')],
    control: hearsAll,
    afterwards: async ({ app }, orderNo) => {
      await until(() => app.get(Audit).heard.some((event) => event.orderNo === orderNo));
      expect(app.get(Audit).heard.filter((event) => event.orderNo === orderNo)).toEqual([
        expect.objectContaining({ name: 'newpay.paid' }),
      ]);
    },
  },
  {
    title: 'with wildcards and another delimiter',
    events: EventEmitterModule.forRoot({ wildcard: true, delimiter: ':' }),
    providers: [Audit],
    warnings: [hidesItsFailure('Audit.onAnything')],
    control: hearsAll,
  },
  {
    title: 'with an EventEmitterModule that is not global',
    events: EventEmitterModule.forRoot({ global: false }),
    importsEvents: true,
  },
  {
    title: 'with a listener that throws once',
    providers: [Stumbling],
    options: () => ({ retry: { delay: 1_000 } }),
    complaints: (orderNo) => [
      `Order ${orderNo}: the listener "stumble" of "newpay.paid" failed (attempt 1 of 12, the next one in 1 s): 1 of 1 listeners of "newpay.paid" failed: stumble`,
    ],
    afterwards: async ({ app }, orderNo) => {
      await until(() => app.get(Stumbling).seen.length === 2);
      expect(app.get(Stumbling).seen).toEqual([orderNo, orderNo]);
    },
  },
  {
    title: 'with wildcards and a listener to every event that fails',
    events: EventEmitterModule.forRoot({ wildcard: true }),
    providers: [BrokenAudit],
    warnings: [hidesItsFailure('BrokenAudit.onAnything')],
    remarks: () => ['the log is full'],
  },
];
