import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NewPayAnyEvent } from '../../../lib/index.js';
import { decodeEvent, encodeEvent } from '../../../lib/events/queued/event-codec.js';
import { eventJob, readEventJob, workKeyOf } from '../../../lib/events/queued/event-job.js';
import {
  duplicateEvent,
  failedEvent,
  mismatchedEvent,
  paidEvent,
  refundedEvent,
  refundFailedEvent,
  unresolvedEvent,
} from '../../../lib/testing/index.js';

const RETRY = { attempts: 12, delay: 30_000 };

const EVENTS: NewPayAnyEvent[] = [
  paidEvent({ orderNo: 'A1', subject: 'ກາເຟ', extra: '' }),
  paidEvent({ orderNo: 'A1', merchant: 'books' }),
  paidEvent({
    orderNo: 'A1',
    subject: 'Coffee \ud83c',
    extra: 'a\u0000b \\u0000',
    transInfo: '\udc70',
  }),
  failedEvent({ orderNo: 'A1', transInfo: undefined }),
  failedEvent({ orderNo: 'A1', reason: 'expired' }),
  paidEvent({ orderNo: 'A1', api: 'v2', verified: false }),
  mismatchedEvent({ orderNo: 'A1', expected: { orderAmt: '7', currency: 'USD' } }),
  mismatchedEvent({ orderNo: 'A1', expected: undefined }),
  duplicateEvent({ orderNo: 'A1', handledNewpayOrderNo: 'N0' }),
  refundedEvent({ orderNo: 'A1', refundOrderNo: 'R1' }),
  refundFailedEvent({ orderNo: 'A1', refundOrderNo: 'R1' }),
  unresolvedEvent({ orderNo: 'A1' }),
  unresolvedEvent({ orderNo: 'A1', merchant: 'books', api: 'v2' }),
];

describe('An event that went through a job', () => {
  it.each(EVENTS.map((event) => [event.name, event] as const))(
    '%s is the same, of its class and frozen.',
    (_name, event) => {
      const decoded = decodeEvent(JSON.parse(JSON.stringify(encodeEvent(event))));

      expect(decoded).toStrictEqual(event);
      expect(decoded.constructor).toBe(event.constructor);
      expect(Object.isFrozen(decoded)).toBe(true);
    },
  );

  it('is an event or refused with a TypeError, whatever JSON the job has.', () => {
    const fields = fc.constantFrom(...Object.keys(EVENTS[0] ?? {}), 'expected', 'reason');
    const event = fc.constantFrom(...EVENTS).map(encodeEvent);
    const values = fc.oneof(fc.string(), fc.jsonValue());
    const names = EVENTS.map(({ name }) => name);
    const outcomes = { events: 0, refused: 0 };
    fc.assert(
      fc.property(event, fields, values, (encoded, field, value) => {
        let decoded: NewPayAnyEvent;
        try {
          decoded = decodeEvent({ ...encoded, [field]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          outcomes.refused += 1;
          return;
        }
        outcomes.events += 1;
        expect(names).toContain(decoded.name);
        expect(decodeEvent(encodeEvent(decoded))).toStrictEqual(decoded);
      }),
    );
    // A decoder that refuses everything, or accepts everything, must not pass.
    expect(outcomes.events).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it.each([
    [{ name: 'newpay.unheard' }, 'its name "newpay.unheard" is unknown'],
    [{ orderNo: '' }, '"orderNo" is missing'],
    [{ newpayOrderNo: null }, '"newpayOrderNo" is missing'],
    [{ orderAmt: 123 }, '"orderAmt" is missing'],
    [{ payMethod: '1' }, '"payMethod" is no number'],
    [{ occurredAt: 'yesterday' }, '"occurredAt" is no date'],
    [{ source: 'rumour' }, '"source" is none of callback, query'],
    [{ raw: { appId: 7 } }, '"raw" has a value that is no text'],
    [{ raw: { appId: '7', orderNo: 7 } }, '"raw" has a value that is no text'],
    [{ verified: 'yes' }, '"verified" is neither true nor false'],
    [{ api: 'v3' }, '"api" is none of v1, v2'],
    [{ name: 'newpay.mismatched', expected: 7 }, '"expected" is not an object'],
    [{ name: 'newpay.unresolved', attempts: '5' }, '"attempts" is no number'],
    [{ name: 'newpay.failed', reason: 'lost' }, '"reason" is none of failed, expired'],
    [{ raw: [] }, '"raw" is not an object'],
    [{ subject: 7 }, '"subject" is no text'],
    [{ json: '{' }, 'its "json" is no JSON'],
    [{ json: '[]' }, 'the event is not an object'],
  ])('is refused by the name of the field that is wrong: %j', (changes, problem) => {
    const encoded = { ...encodeEvent(paidEvent({ orderNo: 'A1' })), ...changes };

    expect(() => decodeEvent(encoded)).toThrow(
      new TypeError(`the job has no event of nestjs-newpay that this version knows: ${problem}`),
    );
  });
});

describe('An event that an earlier version has stored', () => {
  it('was verified, of API v1, and failed for no other reason.', () => {
    const { verified, api, reason, ...earlier } = encodeEvent(failedEvent({ orderNo: 'A1' }));

    expect([verified, api, reason]).toEqual([true, 'v1', 'failed']);
    expect(decodeEvent(earlier)).toMatchObject({ verified: true, api: 'v1', reason: 'failed' });
  });

  it('and an engine that keeps nothing as null has no expectation.', () => {
    const encoded = encodeEvent(mismatchedEvent({ orderNo: 'A1' }));

    expect(decodeEvent({ ...encoded, expected: null })).toMatchObject({ expected: undefined });
  });
});

describe('What is no event', () => {
  it.each([[null], [undefined], ['newpay.paid'], [[]], [7]])(
    'is refused as such: %j.',
    (encoded) => {
      expect(() => decodeEvent(encoded)).toThrow(
        new TypeError(
          'the job has no event of nestjs-newpay that this version knows: the event is not an object',
        ),
      );
    },
  );
});

describe('The job of a listener', () => {
  const work = { event: paidEvent({ orderNo: 'A1' }), listener: 'Shop.ship', trace: {} };

  it('has verified fields alone: no signature and no key.', () => {
    const text = JSON.stringify(eventJob(work, RETRY));

    expect(text).not.toMatch(/"sign"|PRIVATE|PUBLIC KEY/);
  });

  it('has the same id for the same event, and another one for another listener, state or payment.', () => {
    const idOf = (changes: Partial<typeof work>): string =>
      eventJob({ ...work, ...changes }, RETRY).id;

    expect(idOf({ trace: { traceparent: '00-1' } })).toBe(idOf({}));
    expect(
      new Set([
        idOf({}),
        idOf({ listener: 'Shop.mail' }),
        idOf({ event: paidEvent({ orderNo: 'A1', newpayOrderNo: 'N2' }) }),
        idOf({ event: paidEvent({ orderNo: 'A2' }) }),
        idOf({ event: paidEvent({ orderNo: 'A1', merchant: 'books' }) }),
        eventJob({ ...work, event: failedEvent({ orderNo: 'A1' }) }, RETRY).id,
      ]).size,
    ).toBe(6);
  });

  it('keeps listeners apart whose ids have the separator, and has short keys for the longest ones.', () => {
    const { event } = work;
    const key = 'payment::test-app:A1';
    const longest = 'x'.repeat(900 - Buffer.byteLength(`listener||${key}`));
    const long = 'ກ'.repeat(400);

    expect(workKeyOf(event, 'a|b%c')).toBe(`listener|a%7Cb%25c|${key}`);
    expect(workKeyOf(event, longest)).toBe(`listener|${longest}|${key}`);
    expect(workKeyOf(event, long)).toBe(
      `listener|${createHash('sha256').update(long).digest('hex')}|${key}`,
    );
    expect(workKeyOf(event, `${longest}x`)).toMatch(
      /^listener\|[0-9a-f]{64}\|payment::test-app:A1$/,
    );
  });

  it('that version 0.2.0 has stored is understood.', () => {
    // As it stands in the engine. Never change it: it rehearses what a newer version finds there.
    const stored = `{"id":"newpay.paid|Shop.ship|202209210000006950|payment::app:A1001","kind":"event","scope":":app",
      "group":"A1001","data":{"version":1,"event":{"orderNo":"A1001","newpayOrderNo":"202209210000006950",
      "orderAmt":"123.00","currency":"LAK","payMethod":1,"subject":"Coffee","extra":"","transInfo":"Transaction Success",
      "settlementStatus":"settled","occurredAt":"2026-11-27T10:00:00.000Z","source":"callback","api":"v1",
      "raw":{"appId":"app","orderNo":"A1001","orderAmt":"123.00","transStatus":"0"},"name":"newpay.paid"},
      "listener":"Shop.ship","trace":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}},
      "attempts":12,"backoff":30000}`;
    const { data } = JSON.parse(stored) as { data: { version: number } };

    expect(readEventJob(data)).toMatchObject({
      listener: 'Shop.ship',
      trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      event: {
        name: 'newpay.paid',
        orderNo: 'A1001',
        orderAmt: '123.00',
        subject: 'Coffee',
        merchant: undefined,
        occurredAt: new Date('2026-11-27T10:00:00.000Z'),
      },
    });
  });

  it.each([
    [{ traceparent: '00-1', level: 7, baggage: null }, { traceparent: '00-1' }],
    [null, {}],
    [undefined, {}],
  ])('keeps of its trace what is text: %j.', (trace, kept) => {
    const { data } = eventJob(work, RETRY);

    expect(readEventJob({ ...data, trace }).trace).toEqual(kept);
  });

  it('of an unknown version is refused by name.', () => {
    const { data } = eventJob(work, RETRY);

    expect(() => readEventJob({ ...data, version: 2 })).toThrow(
      new TypeError(
        'the job has the version 2, and this process knows version 1: update this process',
      ),
    );
    expect(() => readEventJob({ ...data, listener: undefined })).toThrow(
      new TypeError('the job has no "listener"'),
    );
  });
});
