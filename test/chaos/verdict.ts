import { LISTENERS, type Effect } from './effect.js';
import type { Delivery, Ending } from './front.js';

/** When a store was out of reach, or lost connections, in milliseconds since the epoch. */
export interface Outage {
  readonly from: number;
  readonly to: number;
  /** Whether it forgot everything. */
  readonly isLoss: boolean;
}

/** What was seen of the orders of one store. */
export interface Evidence {
  /** All of them are paid. */
  readonly orderNos: readonly string[];
  /** The first one first. */
  readonly effects: readonly Effect[];
  readonly deliveries: readonly Delivery[];
  /** When each worker was killed that was, in milliseconds since the epoch. */
  readonly killedAt: ReadonlyMap<string, number>;
  readonly outages: readonly Outage[];
  /** How many callbacks were never acknowledged. */
  readonly unacknowledged: number;
  /** How many callbacks were not acknowledged when all was calm and they came once more. */
  readonly refusedReplays: number;
}

/** What it comes to. */
export interface Figures {
  readonly orders: number;
  readonly deliveries: number;
  readonly endings: ReadonlyMap<Ending | undefined, number>;
  /** Kills that fell while a callback was in the worker's hands. */
  readonly killsAtWork: number;
  /** What the listeners did for payments. */
  readonly paidEffects: number;
  /** What they did for attempts to pay that had failed. */
  readonly failedEffects: number;
  /** Effects whose worker was killed before it had acknowledged the callback. */
  readonly cutOff: number;
  /** Effects of payments that are missing: an order has one for each listener. */
  readonly lost: number;
  /** Effects done again, where a kill fell between each time and the record that the listener had finished. */
  readonly doubledByKill: number;
  /** The same, where the store was out of reach then, or a connection to it was killed. */
  readonly doubledByOutage: number;
  /** Effects done again after the store had lost what it knew. */
  readonly doubledByLoss: number;
  readonly doubledOtherwise: number;
  /** Effects done again although they were in one transaction with their marks. */
  readonly onceDoubled: number;
  /** Orders that ended as failed, although they are paid, after the store had lost what it knew. */
  readonly turnedBackByLoss: number;
  /** The same, for no such reason. */
  readonly turnedBack: number;
}

export interface Verdict extends Figures {
  /** Why the run has failed; empty when it has not. */
  readonly faults: readonly string[];
}

/** How a delivery may end where nothing but what the run does itself goes wrong. */
const EXPECTED_ENDINGS: ReadonlySet<unknown> = new Set([200, 409, 500, 503, 'refused', 'cut']);

export function judge(evidence: Evidence): Verdict {
  const figures = figuresOf(evidence);
  return { ...figures, faults: faultsOf(evidence, figures) };
}

type Reason = 'kill' | 'outage' | 'loss';

function figuresOf({ orderNos, effects, deliveries, killedAt, outages }: Evidence): Figures {
  const cut = deliveries.filter(({ ending }) => ending === 'cut');
  const inHands = groupedBy(deliveries, inHand);
  /** The deliveries that an effect may have been done for. */
  const deliveriesOf = (effect: Effect): Delivery[] =>
    (inHands.get(inHand(effect)) ?? []).filter(
      ({ begin, end = Infinity }) => begin <= effect.at && effect.at <= end,
    );
  const isAcknowledged = (effect: Effect): boolean =>
    deliveriesOf(effect).some(({ ending }) => ending === 200);
  const isCutOff = (effect: Effect): boolean =>
    deliveriesOf(effect).some(({ ending }) => ending === 'cut') && !isAcknowledged(effect);
  const wasAway = (effect: Effect): boolean =>
    deliveriesOf(effect).some(({ end = Infinity }) =>
      outages.some(({ from, to }) => from <= end && to >= effect.at),
    ) && !isAcknowledged(effect);
  const hasForgotten = (from: number, until: number): boolean =>
    outages.some((outage) => outage.isLoss && outage.to >= from && outage.from <= until);

  /** Why an effect was done again; `undefined` when it must not have been. */
  const reasonFor = (before: Effect, next: Effect): Reason | undefined => {
    if (isCutOff(before) && (killedAt.get(before.worker) ?? Infinity) < next.at) {
      return 'kill';
    }
    if (hasForgotten(before.at, next.at)) {
      return 'loss';
    }
    return wasAway(before) ? 'outage' : undefined;
  };
  const again = [
    ...groupedBy(
      effects,
      ({ orderNo, state, listener }) => `${state} ${listener} ${orderNo}`,
    ).values(),
  ].flatMap((times) =>
    times.slice(1).map((next, i) => ({
      isOnce: next.isOnce,
      reason: reasonFor(times[i] as Effect, next),
    })),
  );
  const doubled = (reason: Reason | undefined): number =>
    again.filter((one) => !one.isOnce && one.reason === reason).length;

  const perListener = groupedBy(effects, ({ orderNo, listener }) => `${listener} ${orderNo}`);
  const back = [...perListener.values()].flatMap((times) => {
    const paid = times.find(({ state }) => state === 'paid');
    const last = times.at(-1) as Effect;
    return paid && last.state === 'failed' ? [hasForgotten(paid.at, last.at)] : [];
  });
  return {
    orders: orderNos.length,
    deliveries: deliveries.length,
    endings: new Map(
      [...groupedBy(deliveries, ({ ending }) => ending)].map(([ending, all]) => [
        ending,
        all.length,
      ]),
    ),
    killsAtWork: new Set(cut.map(({ worker }) => worker)).size,
    paidEffects: effects.filter(({ state }) => state === 'paid').length,
    failedEffects: effects.filter(({ state }) => state === 'failed').length,
    cutOff: effects.filter(isCutOff).length,
    lost: orderNos
      .flatMap((orderNo) => LISTENERS.map((listener) => `${listener} ${orderNo}`))
      .filter((key) => !perListener.get(key)?.some(({ state }) => state === 'paid')).length,
    doubledByKill: doubled('kill'),
    doubledByOutage: doubled('outage'),
    doubledByLoss: doubled('loss'),
    doubledOtherwise: doubled(undefined),
    onceDoubled: again.filter(({ isOnce }) => isOnce).length,
    turnedBackByLoss: back.filter((isByLoss) => isByLoss).length,
    turnedBack: back.filter((isByLoss) => !isByLoss).length,
  };
}

function faultsOf(evidence: Evidence, figures: Figures): string[] {
  const { unacknowledged, refusedReplays } = evidence;
  const counts: [number, string][] = [
    [figures.lost, 'effects of payments lost'],
    [figures.doubledOtherwise, 'effects of finished listeners done again, and not by a kill'],
    [figures.onceDoubled, 'effects within `once` done again'],
    [figures.turnedBack, 'orders turned from paid to failed'],
    [unacknowledged, 'callbacks never acknowledged'],
    [refusedReplays, 'replays of handled callbacks not acknowledged'],
    ...[...figures.endings].map(([ending, count]): [number, string] => [
      EXPECTED_ENDINGS.has(ending) ? 0 : count,
      `deliveries ended with "${ending}"`,
    ]),
  ];
  const faults = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (figures.killsAtWork === 0) {
    faults.push('no kill hit a worker at work: nothing is proven');
  }
  return faults;
}

/** A callback in the hands of a worker. */
function inHand({ orderNo, state, worker }: Delivery | Effect): string {
  return `${worker} ${state} ${orderNo}`;
}

function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return groups;
}
