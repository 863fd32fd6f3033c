import { describe, expect, it } from '@jest/globals';
import type { Effect } from './effect.js';
import type { Delivery, Ending } from './front.js';
import { judge, type Evidence } from './verdict.js';

const effect = (worker: string, at: number, state: Effect['state'] = 'paid'): Effect => ({
  orderNo: 'A1',
  state,
  worker,
  at,
});

const delivery = (worker: string, ending: Ending, state: Effect['state'] = 'paid'): Delivery => ({
  orderNo: 'A1',
  state,
  worker,
  ending,
});

/** One order that worker 1 began, worker 2 finished, and a kill in between. */
const killed: Evidence = {
  isExactlyOnce: false,
  orderNos: ['A1'],
  effects: [effect('2', 20)],
  deliveries: [delivery('1', 'cut'), delivery('2', 200)],
  killedAt: new Map([['1', 10]]),
  unacknowledged: 0,
  refusedReplays: 0,
};

const faultsOf = (changes: Partial<Evidence>) => judge({ ...killed, ...changes }).faults;

describe('the verdict on a run', () => {
  it('is good when every order was done once', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('forgives a second time after a kill, unless the store promises exactly once', () => {
    const effects = [effect('1', 5), effect('2', 20)];
    expect(judge({ ...killed, effects })).toMatchObject({ doubledByKill: 1, faults: [] });
    expect(faultsOf({ effects, isExactlyOnce: true })).toEqual(['1 effects doubled by a kill']);
  });

  it.each<[string, Partial<Evidence>]>([
    ['the worker lived on', { killedAt: new Map() }],
    ['the kill came later', { killedAt: new Map([['1', 25]]) }],
    ['the callback had been answered', { deliveries: [delivery('1', 'cut'), delivery('1', 200)] }],
    ['the worker had another callback in hand', { deliveries: [delivery('1', 'cut', 'failed')] }],
  ])('does not forgive it when %s', (_reason, changes) => {
    const effects = [effect('1', 5), effect('2', 20)];
    expect(faultsOf({ effects, ...changes })).toEqual(['1 effects doubled, and not by a kill']);
  });

  it.each<[string, Partial<Evidence>]>([
    ['1 orders lost', { effects: [effect('2', 20, 'failed')] }],
    [
      '1 orders turned from paid to failed',
      { effects: [effect('2', 20), effect('2', 30, 'failed')] },
    ],
    ['2 callbacks never acknowledged', { unacknowledged: 2 }],
    ['2 replays of handled callbacks not acknowledged', { refusedReplays: 2 }],
    ['1 deliveries ended with "401"', { deliveries: [...killed.deliveries, delivery('2', 401)] }],
    ['no kill hit a worker at work: nothing is proven', { deliveries: [delivery('2', 200)] }],
  ])('is "%s"', (fault, changes) => {
    expect(faultsOf(changes)).toEqual([fault]);
  });

  it('lets a payment come after a failed attempt', () => {
    expect(faultsOf({ effects: [effect('2', 20, 'failed'), effect('2', 30)] })).toEqual([]);
  });
});
