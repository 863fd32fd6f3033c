import type { NewPayApi } from 'nestjs-newpay';
import { groupedBy } from '../grouped-by.js';
import type { Ending } from '../post-to.js';
import { byApi, type ByApi, type Outage } from '../verdict.js';
import type { Effect } from './effect.js';
import type { Leftovers } from './engines/engine.interface.js';
import { keyOf, LISTENERS, resultOf, type Done, type EventState, type Run } from './journal.js';
import { WATCH } from './settings.js';

/** An order, and the state that it has to end in: `paid`, or `unresolved` if NewPay never got it. */
export interface FinalOrder {
  readonly api: NewPayApi;
  readonly orderNo: string;
  readonly state: EventState;
}

/** The observations of the orders of one engine; times in milliseconds since the epoch. */
export interface Evidence {
  /** By their numbers. */
  readonly orders: ReadonlyMap<string, FinalOrder>;
  /** When NewPay got an order. */
  readonly knownAt: ReadonlyMap<string, number>;
  /** The first one first. */
  readonly runs: readonly Run[];
  readonly done: readonly Done[];
  readonly effects: readonly Effect[];
  /** How the deliveries of callbacks ended. */
  readonly endings: readonly (Ending | undefined)[];
  /** The times at which workers were killed. */
  readonly killedAt: ReadonlyMap<string, number>;
  readonly outages: readonly Outage[];
  readonly leftovers: Leftovers;
  /** The number of callbacks that were never acknowledged. */
  readonly unacknowledged: number;
  /** The number of orders whose callback never came. */
  readonly withheld: number;
  /** The number of orders whose `createOrder` was killed: before NewPay got them, and after. */
  readonly cut: { readonly before: number; readonly after: number };
}

/** The evaluation of the observations. */
export interface Figures {
  readonly orders: ByApi;
  /** Orders that NewPay never got, and that ended as such. */
  readonly unresolved: ByApi;
  readonly deliveries: number;
  readonly endings: ReadonlyMap<Ending | undefined, number>;
  readonly runs: number;
  readonly failures: number;
  readonly effects: ByApi;
  /** Kills of a worker in which a listener ran. */
  readonly killsAtWork: number;
  /** Effects of final states that are missing: an order has one for each listener. */
  readonly missing: number;
  /** Runs of a listener that had failed by itself before. */
  readonly againByFailure: number;
  /** Runs of a listener whose process was killed before its end was stored. */
  readonly againByKill: number;
  /** Runs of a listener whose end could not be stored during an outage. */
  readonly againByOutage: number;
  /** Runs of a listener without such a reason, as if another one had failed. */
  readonly againOtherwise: number;
  /** Runs of a listener whose job was done. */
  readonly againAfterDone: number;
  /** Effects within `once` that were done again. */
  readonly onceDoubled: number;
  /** Runs for a failed attempt to pay that had not ended when one for the payment began. */
  readonly disordered: number;
}

export interface Verdict extends Figures {
  /** The failures of the run; empty if it has passed. */
  readonly faults: readonly string[];
}

/** The valid endings of a delivery. */
const EXPECTED_ENDINGS: ReadonlySet<unknown> = new Set([200, 503, 'refused', 'cut']);

export function judge(evidence: Evidence): Verdict {
  const figures = figuresOf(evidence);
  return { ...figures, faults: faultsOf(evidence, figures) };
}

function figuresOf(evidence: Evidence): Figures {
  const { orders, runs, effects, endings, killedAt } = evidence;
  const results = new Set(effects.map(resultOf));
  const cutRuns = runs.filter(({ end, worker }) => end === undefined && killedAt.has(worker));
  const again = reasonsOfRepeats(evidence);
  const countOf = (reason: Reason): number => again.filter((one) => one === reason).length;
  return {
    orders: byApi([...orders.values()]),
    unresolved: byApi([...orders.values()].filter(({ state }) => state === 'unresolved')),
    deliveries: endings.length,
    endings: new Map(
      [...groupedBy(endings, (ending) => ending)].map(([ending, all]) => [ending, all.length]),
    ),
    runs: runs.length,
    failures: runs.filter(({ hasFailed }) => hasFailed).length,
    effects: byApi(effects),
    killsAtWork: new Set(cutRuns.map(({ worker }) => worker)).size,
    missing: [...orders.values()].flatMap((order) =>
      LISTENERS.filter((listener) => !results.has(resultOf({ ...order, listener }))),
    ).length,
    againByFailure: countOf('failure'),
    againByKill: countOf('kill'),
    againByOutage: countOf('outage'),
    againOtherwise: countOf('none'),
    againAfterDone: countOf('done'),
    onceDoubled: [...groupedBy(effects, keyOf).values()]
      .map((all) => all.filter(({ isOnce }) => isOnce).length)
      .reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    disordered: disorderedRuns(evidence),
  };
}

type Reason = 'done' | 'failure' | 'kill' | 'outage' | 'none';

/** Why each run took place that was not the first one of its task. */
function reasonsOfRepeats({ runs, done, killedAt, outages }: Evidence): Reason[] {
  const doneAt = new Map(done.toReversed().map((one) => [keyOf(one), one.at]));
  const reasonFor = (before: Run, next: Run): Reason => {
    if ((doneAt.get(keyOf(next)) ?? Infinity) < next.begin) {
      return 'done';
    }
    if (before.hasFailed) {
      return 'failure';
    }
    if ((killedAt.get(before.worker) ?? Infinity) < next.begin) {
      return 'kill';
    }
    const wasAway = outages.some(({ from, to }) => from <= next.begin && to >= before.begin);
    return wasAway ? 'outage' : 'none';
  };
  return [...groupedBy(runs, keyOf).values()].flatMap((all) =>
    all.slice(1).map((next, i) => reasonFor(all[i] as Run, next)),
  );
}

/** The runs for a failed attempt that were not over when the first run for the payment began. */
function disorderedRuns({ runs, killedAt }: Evidence): number {
  return [...groupedBy(runs, ({ orderNo }) => orderNo).values()].flatMap((all) => {
    const paidAt = all.find(({ state }) => state === 'paid')?.begin ?? Infinity;
    return all.filter(
      ({ state, end, worker }) =>
        state === 'failed' && (end ?? killedAt.get(worker) ?? Infinity) > paidAt,
    );
  }).length;
}

function faultsOf(evidence: Evidence, figures: Figures): string[] {
  const { unacknowledged, leftovers, withheld, cut } = evidence;
  const counts: [number, string][] = [
    [figures.missing, 'effects of final states missing'],
    [figures.againOtherwise, 'runs of a listener that had neither failed nor been cut off'],
    [figures.againAfterDone, 'runs of a listener whose job was done'],
    [figures.onceDoubled, 'effects within `once` done again'],
    [figures.disordered, 'runs for a failed attempt beside or after one for the payment'],
    [givenUp(evidence), 'orders told as unresolved although NewPay knew them'],
    [leftovers.unfinished, 'jobs not done at the end'],
    [leftovers.failed, 'dead letters'],
    [unacknowledged, 'callbacks never acknowledged'],
    ...[...figures.endings].map(([ending, count]): [number, string] => [
      EXPECTED_ENDINGS.has(ending) ? 0 : count,
      `deliveries ended with "${ending}"`,
    ]),
  ];
  const unproven: [number, string][] = [
    [figures.killsAtWork, 'no kill hit a listener at work'],
    [withheld, 'no callback was withheld'],
    [cut.before, 'no createOrder was killed before NewPay got it'],
    [cut.after, 'no createOrder was killed after NewPay got it'],
  ];
  return [
    ...counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ...unproven.filter(([count]) => count === 0).map(([, what]) => `${what}: nothing is proven`),
  ];
}

/**
 * The orders whose own watch gave them up. One that began before NewPay got the order, by a process that
 * was killed, may rightly do so.
 */
function givenUp({ orders, runs, knownAt }: Evidence): number {
  const unresolved = groupedBy(
    runs.filter(
      ({ state, orderNo }) => state === 'unresolved' && orders.get(orderNo)?.state === 'paid',
    ),
    ({ orderNo }) => orderNo,
  );
  return [...unresolved].filter(
    ([orderNo, [first]]) => first && first.begin > (knownAt.get(orderNo) ?? 0) + WATCH[2],
  ).length;
}
