import { expect, it } from '@jest/globals';
import {
  Currency,
  NewPayDuplicateEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
} from '../../lib/index.js';
import { paidEvent } from '../support/paid-event.js';

const paid = paidEvent('A1');
const refund = { ...paid, refundOrderNo: 'R1', newpayRefundOrderNo: 'NR1', refundOrderAmt: '5' };
const EVENTS = [
  paid,
  new NewPayFailedEvent(paid),
  new NewPayMismatchedEvent(paid, { orderAmt: '1', currency: Currency.LAK }),
  new NewPayDuplicateEvent(paid, { newpayOrderNo: 'N0', orderAmt: undefined }),
  new NewPayRefundedEvent(refund),
  new NewPayRefundFailedEvent(refund),
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

it('An event does not share what the host can change', () => {
  const raw = { appId: '6' };
  const expected = { orderAmt: '1', currency: Currency.LAK, note: 'of the host' };
  const event = new NewPayMismatchedEvent({ ...paid, raw }, expected);
  raw.appId = '7';
  expected.orderAmt = '2';
  expect(event.raw).toEqual({ appId: '6' });
  expect(event.expected).toEqual({ orderAmt: '1', currency: 'LAK' });
});

function deepFrozen(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(deepFrozen))
  );
}
