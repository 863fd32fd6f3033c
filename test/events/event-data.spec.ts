import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  Currency,
  NewPayDuplicateEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
  NewPayUnresolvedEvent,
  OnNewPay,
  type NewPayPaidEvent,
} from '../../lib/index.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { paidEvent, unresolvedEvent } from '../../lib/testing/index.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const paid = paidEvent({ orderNo: 'A1' });
const refund = { ...paid, refundOrderNo: 'R1', newpayRefundOrderNo: 'NR1', refundOrderAmt: '5' };
const EVENTS = [
  paid,
  new NewPayFailedEvent(paid),
  new NewPayMismatchedEvent(paid, { orderAmt: '1', currency: Currency.LAK }),
  new NewPayDuplicateEvent(paid, { newpayOrderNo: 'N0', orderAmt: undefined }),
  new NewPayRefundedEvent(refund),
  new NewPayRefundFailedEvent(refund),
  unresolvedEvent({ orderNo: 'A1', raw: { appId: '6' } }),
];

it.each(EVENTS)('An event is frozen to its last field: $name', (event) => {
  expect(deepFrozen(event)).toBe(true);
});

it.each(['setTime', 'setFullYear', 'setUTCHours', 'setYear'])(
  'The date of an event refuses %s',
  (method) => {
    const before = paid.occurredAt.getTime();
    expect(() => Reflect.get(paid.occurredAt, method).call(paid.occurredAt, 1)).toThrow(
      new TypeError('The dates of an event cannot be changed: make a new Date of them.'),
    );
    expect(paid.occurredAt.getTime()).toBe(before);
  },
);

it('The date of an event is an ordinary one after JSON or a structured clone', () => {
  const clone = structuredClone(paid);
  expect(clone.occurredAt).toEqual(new Date(paid.occurredAt));
  clone.occurredAt.setTime(0);
  expect(clone.occurredAt.getTime()).toBe(0);
  expect(JSON.parse(JSON.stringify(paid)).occurredAt).toBe(paid.occurredAt.toISOString());
});

it('The date of an event is copied by its constructor, as libraries for dates do', () => {
  const { constructor } = paid.occurredAt;
  const copy: Date = Reflect.construct(constructor, [paid.occurredAt]);
  copy.setTime(0);
  expect(copy.getTime()).toBe(0);
});

it.each(EVENTS)('An event is plain data: $name is equal after a structured clone', (event) => {
  const clone: object = structuredClone(event);
  expect(Object.keys(clone)).toEqual(Object.keys(event));
  const values = Object.entries(event).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Date ? new Date(value) : value,
  ]);
  expect(clone).toEqual(Object.fromEntries(values));
});

it('An event names the API version of its order: v1, unless its fields say v2', () => {
  const { api: _api, ...withoutApi } = paid;
  expect(EVENTS.map(({ api }) => api)).toEqual(EVENTS.map(() => 'v1'));
  expect(new NewPayFailedEvent(withoutApi).api).toBe('v1');
  expect(new NewPayFailedEvent({ ...paid, api: 'v2' }).api).toBe('v2');
});

it('An event was verified, unless its fields say that it was not', () => {
  const { verified: _verified, ...withoutVerified } = paid;
  expect(new NewPayFailedEvent(withoutVerified).verified).toBe(true);
  expect(new NewPayFailedEvent({ ...paid, verified: false }).verified).toBe(false);
});

it('A failed event has the reason "failed", unless the order expired', () => {
  expect(new NewPayFailedEvent(paid).reason).toBe('failed');
  expect(new NewPayFailedEvent(paid, 'expired').reason).toBe('expired');
});

it('An event about a refund has the amount of the refund in refundAmt', () => {
  expect([new NewPayRefundedEvent(refund), new NewPayRefundFailedEvent(refund)]).toMatchObject([
    { refundAmt: '5', refundOrderAmt: '5' },
    { refundAmt: '5', refundOrderAmt: '5' },
  ]);
});

it('An event copies its own fields and nothing else of what it is made of', () => {
  const fields = { ...paid, kind: 'payment', status: 'paid' };
  expect(Object.keys(new NewPayFailedEvent(fields)).toSorted()).toEqual(
    [...Object.keys(paid), 'reason'].toSorted(),
  );
});

it('An event does not share what the host can change', () => {
  const raw = { appId: '6' };
  const expected = { orderAmt: '1', currency: Currency.LAK, note: 'of the host' };
  const event = new NewPayMismatchedEvent({ ...paid, raw }, expected);
  const unresolved = new NewPayUnresolvedEvent({ ...unresolvedEvent(), raw });
  raw.appId = '7';
  expected.orderAmt = '2';
  expect(event.raw).toEqual({ appId: '6' });
  expect(unresolved.raw).toEqual({ appId: '6' });
  expect(event.expected).toEqual({ orderAmt: '1', currency: 'LAK' });
});

describe.each(PLATFORMS)(
  'On %s an event reaches the second listener as it was verified',
  (platform) => {
    let change: (event: NewPayPaidEvent) => unknown;

    /** Registered first, so that its listener is called first. */
    @Injectable()
    class Changing {
      @OnNewPay('paid')
      onPaid(event: NewPayPaidEvent): void {
        try {
          change(event);
        } catch {
          // A frozen event throws, as a date of it does.
        }
      }
    }

    @Injectable()
    class Reading {
      readonly receivedEvents: unknown[] = [];

      @OnNewPay('paid')
      onPaid(event: NewPayPaidEvent): void {
        this.receivedEvents.push(JSON.parse(JSON.stringify(event)));
      }
    }

    let host: HostApp;

    afterEach(() => host.app.close());

    it.each<[string, typeof change]>([
      [
        'writes orderNo in lower case',
        (event) => Reflect.set(event, 'orderNo', event.orderNo.toLowerCase()),
      ],
      ['deletes orderAmt', (event) => Reflect.deleteProperty(event, 'orderAmt')],
      ['adds a field', (event) => Reflect.set(event, 'handledBy', 'Changing')],
      ['writes a field of raw', (event) => Reflect.set(event.raw, 'orderNo', 'other')],
      ['sets the time of occurredAt', (event) => event.occurredAt.setTime(0)],
      ['assigns a row of its database', (event) => Object.assign(event, { extra: 'row 7' })],
    ])('although the first listener %s', async (_what, changing) => {
      change = changing;
      host = await startHostApp({ platform, providers: [Changing, Reading] });
      const timestamp = Date.now();
      const body = signedBody(paymentFields({ orderNo: 'AB-12', extra: 'as sent', timestamp }));

      expect((await host.postCallback(body)).status).toBe(200);

      const [event] = host.app.get(Reading).receivedEvents;
      expect(event).toMatchObject({
        orderNo: 'AB-12',
        orderAmt: '123.00',
        extra: 'as sent',
        occurredAt: new Date(timestamp).toISOString(),
        raw: { orderNo: 'AB-12' },
      });
      expect(event).not.toHaveProperty('handledBy');
    });
  },
);

function deepFrozen(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(deepFrozen))
  );
}
