import { expect, it } from '@jest/globals';
import {
  Currency,
  NewPayDuplicateEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayPaidEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
  NewPayUnresolvedEvent,
} from '../../lib/index.js';
import { eventKeyOf, referenceOf } from '../../lib/events/event-key.js';
import {
  duplicateEvent,
  failedEvent,
  mismatchedEvent,
  paidEvent,
  refundedEvent,
  refundFailedEvent,
  unresolvedEvent,
} from '../../lib/testing/index.js';

const BUILDERS = [
  ['paidEvent', paidEvent, NewPayPaidEvent, 'payment::test-app:A7', 'NPA7'],
  ['failedEvent', failedEvent, NewPayFailedEvent, 'payment::test-app:A7', 'NPA7'],
  ['mismatchedEvent', mismatchedEvent, NewPayMismatchedEvent, 'payment::test-app:A7', 'NPA7'],
  [
    'duplicateEvent',
    duplicateEvent,
    NewPayDuplicateEvent,
    'duplicate::test-app:NPA7-2:A7',
    'NPA7-2',
  ],
  ['refundedEvent', refundedEvent, NewPayRefundedEvent, 'refund::test-app:A7-R1', 'NPA7-R1'],
  [
    'refundFailedEvent',
    refundFailedEvent,
    NewPayRefundFailedEvent,
    'refund::test-app:A7-R1',
    'NPA7-R1',
  ],
] as const;

it.each(BUILDERS)(
  '%s makes an event that is complete enough for a store',
  (_name, build, eventClass, key, reference) => {
    const event = build({ orderNo: 'A7' });
    expect(event).toBeInstanceOf(eventClass);
    expect(eventKeyOf(event)).toBe(key);
    expect(referenceOf(event)).toBe(reference);
    expect(Object.isFrozen(event)).toBe(true);
  },
);

it('paidEvent has a documented default for every field', () => {
  const { occurredAt, ...event } = paidEvent();
  expect(event).toEqual({
    name: 'newpay.paid',
    orderNo: 'A1001',
    newpayOrderNo: 'NPA1001',
    orderAmt: '50000',
    currency: 'LAK',
    payMethod: 1,
    subject: undefined,
    extra: undefined,
    transInfo: undefined,
    settlementStatus: 'not-settled',
    source: 'callback',
    merchant: undefined,
    api: 'v1',
    verified: true,
    raw: { appId: 'test-app', orderNo: 'A1001' },
  });
  expect(Math.abs(Date.now() - occurredAt.getTime())).toBeLessThan(60_000);
});

it('unresolvedEvent has a documented default for every field, and its watch began a day before', () => {
  const event = unresolvedEvent({ orderNo: 'A7', occurredAt: new Date(86_400_005) });
  expect(event).toBeInstanceOf(NewPayUnresolvedEvent);
  expect({ ...event }).toEqual({
    name: 'newpay.unresolved',
    orderNo: 'A7',
    refundOrderNo: undefined,
    attempts: 5,
    lastStatus: 'processing',
    gatewayCode: undefined,
    gatewayMessage: undefined,
    watchedSince: new Date(5),
    occurredAt: new Date(86_400_005),
    source: 'query',
    merchant: undefined,
    api: 'v1',
    raw: { appId: 'test-app' },
  });
  expect([event, event.raw, event.occurredAt, event.watchedSince].every(Object.isFrozen)).toBe(
    true,
  );
  expect(eventKeyOf(event)).toBe('unresolved::test-app:5:A7:');
});

it('The builders take the fields of their own events', () => {
  const expected = { orderAmt: '1', currency: Currency.USD };
  expect(failedEvent().reason).toBe('failed');
  expect(failedEvent({ reason: 'expired' }).reason).toBe('expired');
  expect(mismatchedEvent().expected).toEqual({ orderAmt: '60000', currency: 'LAK' });
  expect(mismatchedEvent({ expected }).expected).toEqual(expected);
  expect(mismatchedEvent({ expected: undefined }).expected).toBeUndefined();
  expect(duplicateEvent()).toMatchObject({
    handledNewpayOrderNo: 'NPA1001',
    newpayOrderNo: 'NPA1001-2',
    handledOrderAmt: '50000',
  });
  expect(duplicateEvent({ handledNewpayOrderNo: 'N0', handledOrderAmt: '7' })).toMatchObject({
    handledNewpayOrderNo: 'N0',
    handledOrderAmt: '7',
  });
  expect(duplicateEvent({ handledOrderAmt: undefined }).handledOrderAmt).toBeUndefined();
  expect(paidEvent({ raw: { appId: '6', transStatus: '0' } }).raw).toEqual({
    appId: '6',
    orderNo: 'A1001',
    transStatus: '0',
  });
});

it.each([refundedEvent, refundFailedEvent])(
  '$name has the amount of the refund under each of its names',
  (build) => {
    const amounts = { refundAmt: '10', refundOrderAmt: '10', orderAmt: '10' };
    expect(build({ refundAmt: '10' })).toMatchObject(amounts);
    expect(build({ refundOrderAmt: '10' })).toMatchObject(amounts);
    expect(build({ refundOrderNo: 'R9', newpayRefundOrderNo: 'N9' })).toMatchObject({
      refundAmt: '50000',
      refundOrderNo: 'R9',
      newpayRefundOrderNo: 'N9',
      raw: { refundOrderNo: 'R9' },
    });
  },
);
