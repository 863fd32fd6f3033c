import { describe, expect, it } from '@jest/globals';
import type { Effect } from './effect.js';
import { LISTENERS, runsOf, type JournalEntry, type Run, type Task } from './journal.js';
import { judge, type Evidence, type Figures } from './verdict.js';

const task: Task = {
  engine: 'pgboss',
  api: 'v2',
  orderNo: 'A1',
  state: 'paid',
  watchedSince: null,
  listener: 'mail',
};

const run = (worker: string, begin: number, changes: Partial<Run> = {}): Run => ({
  ...task,
  worker,
  begin,
  end: begin + 5,
  hasFailed: false,
  ...changes,
});

const effect = (changes: Partial<Effect> = {}): Effect => ({ ...task, isOnce: false, ...changes });

const effects = LISTENERS.map((listener) => effect({ listener }));

/** One paid order, whose mail was cut off by a kill at 12 and sent by another worker. */
const evidence: Evidence = {
  orders: new Map([['A1', { api: 'v2', orderNo: 'A1', state: 'paid' }]]),
  knownAt: new Map([['A1', 5]]),
  runs: [run('1', 10, { end: undefined }), run('2', 20)],
  done: [{ ...task, at: 26 }],
  effects,
  endings: [200],
  killedAt: new Map([['1', 12]]),
  outages: [],
  leftovers: { unfinished: 0, failed: 0 },
  unacknowledged: 0,
  withheld: 1,
  cut: { before: 1, after: 1 },
};

const judged = (changes: Partial<Evidence>) => judge({ ...evidence, ...changes });
/** The kill that hit a listener was another one's. */
const elsewhere: Partial<Evidence> = {
  killedAt: new Map([['9', 12]]),
};
const cutElsewhere = run('9', 10, { orderNo: 'A0', end: undefined });

describe('The verdict on a run with queues', () => {
  it('is good when every order is final and every repeated run has a reason.', () => {
    expect(judged({})).toMatchObject({
      faults: [],
      againByKill: 1,
      runs: 2,
      effects: { v1: 0, v2: 3 },
    });
  });

  it.each<[string, keyof Figures, Partial<Evidence>]>([
    [
      'the listener had failed',
      'againByFailure',
      { ...elsewhere, runs: [cutElsewhere, run('1', 10, { hasFailed: true }), run('2', 20)] },
    ],
    [
      'an outage hit the first run',
      'againByOutage',
      {
        ...elsewhere,
        runs: [cutElsewhere, run('1', 10), run('2', 20)],
        outages: [{ from: 14, to: 16, isLoss: false }],
      },
    ],
  ])('forgives a repeated run when %s.', (_, figure, changes) => {
    expect(judged(changes)).toMatchObject({ [figure]: 1, faults: [] });
  });

  it.each<[string, Partial<Evidence>]>([
    ['nothing had happened', {}],
    ['the outage was over before', { outages: [{ from: 1, to: 9, isLoss: false }] }],
    [
      'another listener had failed',
      {
        runs: [
          cutElsewhere,
          run('1', 10),
          run('1', 10, { listener: 'ship', hasFailed: true }),
          run('2', 20),
        ],
      },
    ],
  ])('does not forgive it when %s.', (_, changes) => {
    const runs = [cutElsewhere, run('1', 10), run('2', 20)];
    expect(judged({ ...elsewhere, runs, ...changes }).faults).toEqual([
      '1 runs of a listener that had neither failed nor been cut off',
    ]);
  });

  it.each<[string, Partial<Evidence>]>([
    ['1 runs of a listener whose job was done', { done: [{ ...task, at: 19 }] }],
    ['1 effects of final states missing', { effects: effects.slice(1) }],
    [
      '3 effects of final states missing',
      { effects: effects.map((one) => ({ ...one, api: 'v1' })) },
    ],
    [
      '1 effects within `once` done again',
      { effects: [...effects, effect({ isOnce: true }), effect({ isOnce: true })] },
    ],
    [
      '1 runs for a failed attempt beside or after one for the payment',
      { runs: [...evidence.runs, run('3', 30, { state: 'failed' })] },
    ],
    [
      '1 runs for a failed attempt beside or after one for the payment',
      { runs: [run('3', 8, { state: 'failed' }), ...evidence.runs] },
    ],
    [
      '1 orders told as unresolved although NewPay knew them',
      { runs: [...evidence.runs, run('3', 20_006, { state: 'unresolved' })] },
    ],
    ['2 jobs not done at the end', { leftovers: { unfinished: 2, failed: 0 } }],
    ['1 dead letters', { leftovers: { unfinished: 0, failed: 1 } }],
    ['3 callbacks never acknowledged', { unacknowledged: 3 }],
    ['1 deliveries ended with "500"', { endings: [200, 500] }],
    ['no callback was withheld: nothing is proven', { withheld: 0 }],
    [
      'no createOrder was killed before NewPay got it: nothing is proven',
      { cut: { before: 0, after: 1 } },
    ],
    [
      'no createOrder was killed after NewPay got it: nothing is proven',
      { cut: { before: 1, after: 0 } },
    ],
    [
      'no kill hit a listener at work: nothing is proven',
      { runs: [run('1', 10)], killedAt: new Map([['1', 17]]) },
    ],
  ])('is "%s": %#.', (fault, changes) => {
    expect(judged(changes).faults).toEqual([fault]);
  });

  it('lets a payment follow a failed attempt that has ended, or was killed, before.', () => {
    const failed = [
      run('3', 2, { state: 'failed' }),
      run('1', 8, { state: 'failed', listener: 'ship', end: undefined }),
    ];
    const runs = [...failed, run('2', 20)];
    expect(judged({ runs }).faults).toEqual([]);
  });

  it('lets a watch give an order up that NewPay got later, from another process.', () => {
    const runs = [...evidence.runs, run('3', 20_000, { state: 'unresolved' })];
    expect(judged({ runs }).faults).toEqual([]);
  });

  it('counts the events of two watches of one order apart, and those of one watch together.', () => {
    const watched = (watchedSince: number) => ({ state: 'unresolved' as const, watchedSince });
    const orders: Evidence['orders'] = new Map([
      ['A1', { api: 'v2', orderNo: 'A1', state: 'unresolved' }],
    ]);
    const of = (...watches: number[]) =>
      judged({
        ...elsewhere,
        orders,
        runs: [cutElsewhere, ...watches.map((since, i) => run('1', 10 * i, watched(since)))],
        effects: watches.flatMap((since) =>
          LISTENERS.map((listener) => effect({ listener, isOnce: true, ...watched(since) })),
        ),
      });
    expect(of(1, 2)).toMatchObject({ missing: 0, onceDoubled: 0, faults: [] });
    expect(of(1, 1)).toMatchObject({ missing: 0, onceDoubled: 3, againOtherwise: 1 });
  });

  it('lets an order end as unresolved that NewPay never got.', () => {
    const unresolved = LISTENERS.map((listener) => effect({ listener, state: 'unresolved' }));
    expect(
      judged({
        orders: new Map([['A1', { api: 'v2', orderNo: 'A1', state: 'unresolved' }]]),
        effects: unresolved,
      }),
    ).toMatchObject({
      unresolved: { v1: 0, v2: 1 },
      faults: [],
    });
  });
});

describe('The journal of the workers', () => {
  it('has the runs in their order, with the ends that were reported.', () => {
    const entries: JournalEntry[] = [
      { kind: 'begin', ...task, run: '2/b', at: 20 },
      { kind: 'end', run: '2/b', hasFailed: true, at: 25 },
      { kind: 'begin', ...task, run: '1/a', at: 10 },
    ];
    expect(runsOf(entries)).toEqual([
      run('1', 10, { end: undefined }),
      run('2', 20, { hasFailed: true }),
    ]);
  });
});
