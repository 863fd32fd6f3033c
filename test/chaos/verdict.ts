import type { Effect } from './effect.js';
import type { Delivery, Ending } from './front.js';

/** What was seen of the orders of one store. */
export interface Evidence {
  /** Whether a kill may double an effect as little as anything else. */
  readonly isExactlyOnce: boolean;
  /** All of them are paid. */
  readonly orderNos: readonly string[];
  /** The first one first. */
  readonly effects: readonly Effect[];
  readonly deliveries: readonly Delivery[];
  /** When each worker was killed that was, in milliseconds since the epoch. */
  readonly killedAt: ReadonlyMap<string, number>;
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
  /** Orders that were paid, and nothing came of it. */
  readonly lost: number;
  /** Effects done more than once, where a kill had cut off every time but the last. */
  readonly doubledByKill: number;
  readonly doubledOtherwise: number;
  /** Orders that ended as failed, although they are paid. */
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

function figuresOf({ orderNos, effects, deliveries, killedAt }: Evidence): Figures {
  const cut = deliveries.filter(({ ending }) => ending === 'cut');
  const cutKeys = new Set(cut.map(inHand));
  const acknowledgedKeys = new Set(deliveries.filter(({ ending }) => ending === 200).map(inHand));
  const isCutOff = (effect: Effect): boolean =>
    cutKeys.has(inHand(effect)) && !acknowledgedKeys.has(inHand(effect));
  const isExplained = (times: readonly Effect[]): boolean =>
    times.slice(1).every((next, i) => {
      const before = times[i] as Effect;
      return isCutOff(before) && (killedAt.get(before.worker) ?? Infinity) < next.at;
    });

  const perOrder = groupedBy(effects, ({ orderNo }) => orderNo);
  const doubled = [
    ...groupedBy(effects, ({ orderNo, state }) => `${state} ${orderNo}`).values(),
  ].filter((times) => times.length > 1);
  const doubledByKill = doubled.filter(isExplained).length;
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
    lost: orderNos.filter(
      (orderNo) => !perOrder.get(orderNo)?.some(({ state }) => state === 'paid'),
    ).length,
    doubledByKill,
    doubledOtherwise: doubled.length - doubledByKill,
    turnedBack: [...perOrder.values()].filter(
      (times) => times.some(({ state }) => state === 'paid') && times.at(-1)?.state === 'failed',
    ).length,
  };
}

function faultsOf(evidence: Evidence, figures: Figures): string[] {
  const { isExactlyOnce, unacknowledged, refusedReplays } = evidence;
  const counts: [number, string][] = [
    [figures.lost, 'orders lost'],
    [figures.doubledOtherwise, 'effects doubled, and not by a kill'],
    [isExactlyOnce ? figures.doubledByKill : 0, 'effects doubled by a kill'],
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
