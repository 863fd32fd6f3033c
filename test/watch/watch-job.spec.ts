import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beginWatch, nextTime, readWatch, watchJob } from '../../lib/watch/watch-job.js';

const order = { api: 'v1', orderNo: 'A1001' } as const;
const TIMES = [120_000, 960_000] as const;
const NOW = 1_700_000_000_000;
/** Stored by 0.2.0. A later version has to understand it. */
const STORED =
  '{"version":1,"watch":"watch::app:v1:refund:R1:1699999980000","api":"v1","orderNo":"A1001","refundOrderNo":"R1",' +
  '"since":1700000000000,"times":[120000,960000],"time":960000,"asked":1,"isKnown":true,"failureSeenAt":1700000120001}';

describe('The job of a watch', () => {
  it('It is plain JSON, from which the watch is read again.', () => {
    fc.assert(
      fc.property(
        fc.record({
          refundOrderNo: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), { nil: undefined }),
          now: fc.integer({ min: 1, max: 4e12 }),
          asked: fc.nat(20),
          isKnown: fc.boolean(),
          failureSeenAt: fc.option(fc.nat(), { nil: undefined }),
        }),
        ({ refundOrderNo, now, ...rest }) => {
          const watch = {
            ...beginWatch({ ...order, refundOrderNo }, ':app', 'p1', TIMES, now),
            ...rest,
          };
          const { data } = watchJob(watch, now);
          expect(readWatch(JSON.parse(JSON.stringify(data)))).toEqual(watch);
        },
      ),
    );
  });

  it('One that 0.2.0 has stored is understood.', () => {
    expect(readWatch(JSON.parse(STORED))).toEqual({
      id: 'watch::app:v1:refund:R1:1699999980000',
      api: 'v1',
      orderNo: 'A1001',
      refundOrderNo: 'R1',
      since: NOW,
      times: TIMES,
      time: 960_000,
      // It is not stored: the store may have been asked at any time since.
      lookedAt: NOW,
      asked: 1,
      isKnown: true,
      failureSeenAt: 1_700_000_120_001,
    });
  });

  it.each([
    ['version', 2, 'this watch has the version 2, and this process knows 1: update it'],
    ['api', 'v3', 'this watch is of an API that this process does not know: update it'],
    ['watch', '', 'this is no watch of nestjs-newpay: "watch" is missing'],
    ['orderNo', 1001, 'this is no watch of nestjs-newpay: "orderNo" is missing'],
    ['refundOrderNo', 1, 'this is no watch of nestjs-newpay: "refundOrderNo" is missing'],
    ['since', '0', 'this is no watch of nestjs-newpay: "since" is missing'],
    ['asked', -1, 'this is no watch of nestjs-newpay: "asked" is missing'],
    ['times', 5, 'this is no watch of nestjs-newpay: "times" is missing'],
    ['times', ['5'], 'this is no watch of nestjs-newpay: "times" is missing'],
    ['lookedAt', 'now', 'this is no watch of nestjs-newpay: "lookedAt" is missing'],
    ['failureSeenAt', 'then', 'this is no watch of nestjs-newpay: "failureSeenAt" is missing'],
  ])('One with another "%s" (%j) is refused by name.', (field, value, message) => {
    expect(() => readWatch({ ...JSON.parse(STORED), [field]: value })).toThrow(
      new TypeError(message),
    );
  });

  it.each([
    [0, 120_000],
    [0.5, 126_000],
    [0.999_999, 132_000],
  ])('It is due at its time, or up to a tenth of it later by chance (%d).', (random, delay) => {
    const watch = beginWatch(order, ':app', 'p1', TIMES, NOW);
    expect(watchJob(watch, NOW, random).delay).toBe(delay);
    expect(watchJob(watch, NOW + 1_000_000, random).delay).toBe(0);
  });

  it('Two watches of an order share a job only while the first one cannot have asked.', () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW, max: NOW + 1e9 }), fc.nat(300_000), (begin, later) => {
        const [one, other] = [begin, begin + later].map((now) =>
          watchJob(beginWatch(order, ':app', 'p1', TIMES, now), now, 0),
        );
        if (one!.id === other!.id) {
          // It asks after the second order, with a margin for clocks that differ.
          expect(begin + one!.delay!).toBeGreaterThanOrEqual(begin + later + TIMES[0] / 2);
        } else {
          expect(later).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('Orders, refunds, merchants, versions of the API and processes are kept apart.', () => {
    const ids = [
      beginWatch(order, ':app', 'p1', TIMES, NOW),
      beginWatch({ ...order, api: 'v2' }, ':app', 'p1', TIMES, NOW),
      beginWatch({ ...order, refundOrderNo: 'A1001' }, ':app', 'p1', TIMES, NOW),
      beginWatch(order, 'books:app', 'p1', TIMES, NOW),
      beginWatch(order, ':app', 'p2', TIMES, NOW),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
  });

  it.each([
    [120_000, 120_000, 960_000],
    [120_000, 119_000, 960_000],
    [120_000, 500_000, 960_000],
    [120_000, 960_000, undefined],
    [960_000, 960_000, undefined],
    [960_000, 0, undefined],
  ])('After the time %d, %d ms after the order, the next one is %s.', (time, elapsed, next) => {
    const watch = { ...beginWatch(order, ':app', 'p1', TIMES, NOW), time };
    expect(nextTime(watch, NOW + elapsed)).toBe(next);
  });
});
