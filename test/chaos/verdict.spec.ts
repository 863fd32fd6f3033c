import { describe, expect, it } from '@jest/globals';
import { LISTENERS, type Effect } from './effect.js';
import type { Ending } from './post-to.js';
import type { Delivery } from './proxy.js';
import { judge, type Evidence, type Figures } from './verdict.js';

const effect = (worker: string, at: number, changes: Partial<Effect> = {}): Effect => ({
  api: 'v2',
  orderNo: 'A1',
  state: 'paid',
  listener: 'ship',
  isOnce: false,
  worker,
  at,
  ...changes,
});

const mail = effect('2', 20, { listener: 'mail' });

const delivery = (
  worker: string,
  ending: Ending,
  [begin, end]: readonly [number, number],
  state: Effect['state'] = 'paid',
): Delivery => ({ orderNo: 'A1', state, worker, begin, ending, end });

const first = (ending: Ending): Delivery => delivery('1', ending, [0, 12]);
const last = delivery('2', 200, [15, 30]);

/** One order that worker 1 began, worker 2 finished, and a kill in between. */
const killed: Evidence = {
  orders: [{ api: 'v2', orderNo: 'A1' }],
  effects: [effect('2', 20), mail],
  deliveries: [first('cut'), last],
  killedAt: new Map([['1', 10]]),
  outages: [],
  unacknowledged: 0,
  refusedReplays: 0,
};

const faultsOf = (changes: Partial<Evidence>) => judge({ ...killed, ...changes }).faults;
const AGAIN = '1 effects of finished listeners done again, and not by a kill';
const twice = [effect('1', 5), effect('2', 20), mail];

describe('the verdict on a run', () => {
  it('is good when every listener was done once', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each<[string, keyof Figures, Partial<Evidence>]>([
    ['a kill', 'doubledByKill', {}],
    [
      'an outage between the effect and its record',
      'doubledByOutage',
      {
        deliveries: [first(503), last, delivery('3', 'cut', [40, 41])],
        outages: [{ from: 8, to: 9, isLoss: false }],
      },
    ],
    [
      'the loss of what the store knew',
      'doubledByLoss',
      {
        deliveries: [first(200), last, delivery('3', 'cut', [40, 41])],
        outages: [{ from: 13, to: 14, isLoss: true }],
      },
    ],
  ])(
    'counts and forgives what was done again by %s, but never within `once`',
    (_, figure, changes) => {
      const evidence = { ...killed, ...changes, effects: twice };
      expect(judge(evidence)).toMatchObject({ [figure]: 1, doubledOtherwise: 0, faults: [] });
      const once = twice.map((one) => ({ ...one, isOnce: true }));
      expect(judge({ ...evidence, effects: once })).toMatchObject({
        [figure]: 0,
        faults: ['1 effects within `once` done again'],
      });
    },
  );

  it.each<[string, Partial<Evidence>]>([
    ['the worker lived on', { killedAt: new Map() }],
    ['the kill came later', { killedAt: new Map([['1', 25]]) }],
    ['the callback had been answered', { deliveries: [first('cut'), first(200), last] }],
    [
      'the worker had another callback in hand',
      { deliveries: [delivery('1', 'cut', [0, 12], 'failed'), last] },
    ],
    [
      'the worker had it in hand at another time',
      { deliveries: [delivery('1', 'cut', [6, 12]), last] },
    ],
    [
      'another listener had failed',
      {
        deliveries: [first(500), last, delivery('3', 'cut', [40, 41])],
        killedAt: new Map([['3', 41]]),
      },
    ],
    [
      'the outage was over before the effect',
      {
        deliveries: [first(503), last, delivery('3', 'cut', [40, 41])],
        outages: [{ from: 1, to: 4, isLoss: false }],
      },
    ],
    [
      'the outage came after the answer',
      {
        deliveries: [first(503), last, delivery('3', 'cut', [40, 41])],
        outages: [{ from: 13, to: 14, isLoss: false }],
      },
    ],
    [
      'the delivery was acknowledged in the outage',
      {
        deliveries: [first(200), last, delivery('3', 'cut', [40, 41])],
        outages: [{ from: 8, to: 9, isLoss: false }],
      },
    ],
    [
      'the store lost its data after both',
      {
        deliveries: [first(200), last, delivery('3', 'cut', [40, 41])],
        outages: [{ from: 35, to: 36, isLoss: true }],
      },
    ],
  ])('does not forgive it when %s', (_reason, changes) => {
    expect(faultsOf({ effects: twice, ...changes })).toEqual([AGAIN]);
  });

  const back = [effect('2', 20), mail, effect('2', 30, { state: 'failed' })];

  it.each<[string, Partial<Evidence>]>([
    ['2 effects of payments lost', { effects: [effect('2', 20, { state: 'failed' })] }],
    ['1 effects of payments lost', { effects: [mail] }],
    ['1 effects of payments lost', { effects: [effect('2', 20, { api: 'v1' }), mail] }],
    ['1 orders turned from paid to failed', { effects: back }],
    [
      '1 orders turned from paid to failed',
      { effects: back, outages: [{ from: 10, to: 11, isLoss: true }] },
    ],
    [
      '1 orders turned from paid to failed',
      { effects: back, outages: [{ from: 25, to: 26, isLoss: false }] },
    ],
    ['2 callbacks never acknowledged', { unacknowledged: 2 }],
    ['2 replays of handled callbacks not acknowledged', { refusedReplays: 2 }],
    [
      '1 deliveries ended with "401"',
      { deliveries: [...killed.deliveries, delivery('2', 401, [40, 41])] },
    ],
    ['no kill hit a worker at work: nothing is proven', { deliveries: [last] }],
  ])('is "%s": %#', (fault, changes) => {
    expect(faultsOf(changes)).toEqual([fault]);
  });

  it('counts and forgives an order that turned back after the store had lost what it knew', () => {
    const outages = [{ from: 25, to: 26, isLoss: true }];
    expect(judge({ ...killed, effects: back, outages })).toMatchObject({
      turnedBackByLoss: 1,
      turnedBack: 0,
      faults: [],
    });
  });

  it('lets a payment come after a failed attempt', () => {
    const failed = LISTENERS.map((listener) => effect('2', 18, { state: 'failed', listener }));
    expect(faultsOf({ effects: [...failed, effect('2', 20), mail] })).toEqual([]);
  });
});
