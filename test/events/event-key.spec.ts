import { describe, expect, it } from '@jest/globals';
import {
  amountOf,
  eventKeyOf,
  isLastState,
  outrankingNames,
  rankOf,
  referenceOf,
} from '../../lib/events/event-key.js';
import {
  NewPayDuplicateEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
} from '../../lib/index.js';
import { paidEvent, unresolvedEvent } from '../../lib/testing/index.js';

const paid = paidEvent({ orderNo: 'A1', newpayOrderNo: 'N1', raw: { appId: '6' } });
const refund = {
  ...paid,
  refundOrderNo: 'R1',
  newpayRefundOrderNo: 'NR1',
  refundOrderAmt: '50000',
};
const EVENTS = [
  [paid, 'payment::6:A1', 3, 'N1', []],
  [new NewPayFailedEvent(paid), 'payment::6:A1', 1, 'N1', ['newpay.mismatched', 'newpay.paid']],
  [new NewPayMismatchedEvent(paid, undefined), 'payment::6:A1', 2, 'N1', ['newpay.paid']],
  [new NewPayRefundedEvent(refund), 'refund::6:R1', 3, 'NR1', []],
  [new NewPayRefundFailedEvent(refund), 'refund::6:R1', 1, 'NR1', ['newpay.refunded']],
  [
    new NewPayDuplicateEvent(paid, { newpayOrderNo: 'N0', orderAmt: '50000' }),
    'duplicate::6:N1:A1',
    1,
    'N1',
    [],
  ],
  [
    unresolvedEvent({ orderNo: 'A1', watchedSince: new Date(1_700_000_000_000) }),
    'unresolved::test-app:1700000000000:A1:',
    1,
    '',
    [],
  ],
  [
    unresolvedEvent({ orderNo: 'A1', refundOrderNo: 'R1', watchedSince: new Date(5) }),
    'unresolved::test-app:5:A1:R1',
    1,
    '',
    [],
  ],
] as const;

type Copy = <T extends object>(event: T) => T;

const COPIES: Record<string, Copy> = {
  'the event itself': (event) => event,
  'its JSON': (event) => JSON.parse(JSON.stringify(event)),
  'its structured clone': (event) => structuredClone(event),
  'a spread of it': (event) => ({ ...event }),
};

describe.each(Object.entries(COPIES))('The key of %s', (_name, copy) => {
  it.each(EVENTS)('is the same for it (%#)', (event, key, rank, reference, outranking) => {
    const copied = copy(event);
    expect(eventKeyOf(copied)).toBe(key);
    expect(rankOf(copied)).toBe(rank);
    expect(referenceOf(copied)).toBe(reference);
    expect(outrankingNames(copied)).toEqual(outranking);
    expect(isLastState(copied)).toBe(outranking.length === 0);
  });
});

it('A key keeps the versions of the API apart', () => {
  expect(eventKeyOf({ ...paid, api: 'v2' })).toBe('v2:payment::6:A1');
  expect(eventKeyOf({ ...paid, api: undefined })).toBe('payment::6:A1');
});

it('The amount of an event is that of the refund, or of the payment; an unresolved one has none', () => {
  expect(amountOf(paid)).toBe(paid.orderAmt);
  expect(amountOf(new NewPayRefundedEvent({ ...refund, refundOrderAmt: '7' }))).toBe('7');
  expect(amountOf(unresolvedEvent())).toBe('');
});

it('A key keeps the registrations of two merchants apart', () => {
  expect(eventKeyOf({ ...paid, merchant: 'books' })).toBe('payment:books:6:A1');
  expect(eventKeyOf({ ...paid, merchant: null })).toBe('payment::6:A1');
});

it.each([
  ['null', 'null', '"name" is not the name of one'],
  ['a text', '"A1"', '"name" is not the name of one'],
  ['an event of another package', '{"name":"order.paid","orderNo":"A1"}', '"name" is not the name'],
  ['a name of Object', '{"name":"__proto__","orderNo":"A1","raw":{"appId":"6"}}', '"name" is not'],
  ['no order', '{"name":"newpay.paid","raw":{"appId":"6"}}', '"orderNo" is missing'],
  [
    'an empty order',
    '{"name":"newpay.paid","orderNo":"","raw":{"appId":"6"}}',
    '"orderNo" is missing',
  ],
  [
    'an order that is a number',
    '{"name":"newpay.paid","orderNo":1,"raw":{"appId":"6"}}',
    '"orderNo"',
  ],
  ['no raw fields', '{"name":"newpay.paid","orderNo":"A1"}', '"raw.appId" is missing'],
  [
    'another version of the API',
    '{"name":"newpay.paid","orderNo":"A1","raw":{"appId":"6"},"api":"v3"}',
    '"api" is no version',
  ],
  [
    'an unresolved order without the begin of its watch',
    '{"name":"newpay.unresolved","orderNo":"A1","raw":{"appId":"6"}}',
    '"watchedSince" is missing',
  ],
  [
    'a refund without its number',
    '{"name":"newpay.refunded","orderNo":"A1","raw":{"appId":"6"}}',
    '"refundOrderNo" is missing',
  ],
])(
  'The key of what is no event is refused with a TypeError that says why: %s',
  (_what, json, problem) => {
    const key = () => eventKeyOf(JSON.parse(json));
    expect(key).toThrow(TypeError);
    expect(key).toThrow(problem);
    expect(key).toThrow(
      'Pass the event as the listener received it, or a copy of it with all of its fields.',
    );
  },
);
