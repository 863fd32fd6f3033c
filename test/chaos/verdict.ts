import type { NewPayApi } from 'nestjs-newpay';
import { LISTENERS, type Effect } from './effect.js';
import { groupedBy } from './grouped-by.js';
import type { Ending } from './post-to.js';
import type { Delivery } from './proxy.js';

/** The time of an outage of a store or its connections, in milliseconds since the epoch. */
export interface Outage {
  readonly from: number;
  readonly to: number;
  /** Whether it lost all data. */
  readonly isLoss: boolean;
}

/** The observations of the orders of one store. */
export interface Evidence {
  /** All of them are paid. */
  readonly orders: readonly { readonly api: NewPayApi; readonly orderNo: string }[];
  /** The first one first. */
  readonly effects: readonly Effect[];
  readonly deliveries: readonly Delivery[];
  /** The times at which workers were killed, in milliseconds since the epoch. */
  readonly killedAt: ReadonlyMap<string, number>;
  readonly outages: readonly Outage[];
  /** The number of callbacks that were never acknowledged. */
  readonly unacknowledged: number;
  /** The number of callbacks that were not acknowledged when they were replayed at the end. */
  readonly refusedReplays: number;
}

/** A number for each version of the API. */
export type ByApi = Readonly<Record<NewPayApi, number>>;

/** The evaluation of the observations. */
export interface Figures {
  readonly orders: ByApi;
  readonly deliveries: number;
  readonly endings: ReadonlyMap<Ending | undefined, number>;
  /** Kills of a worker that was handling a callback. */
  readonly killsAtWork: number;
  /** Effects of payments. */
  readonly paidEffects: ByApi;
  /** Effects of failed attempts. */
  readonly failedEffects: number;
  /** Effects whose worker was killed before it had acknowledged the callback. */
  readonly cutOff: number;
  /** Effects of payments that are missing: an order has one for each listener, with its own API. */
  readonly lost: number;
  /** Repeated effects, each explained by a kill before the listener was recorded as finished. */
  readonly doubledByKill: number;
  /** Repeated effects, each explained by an outage of the store or a killed connection. */
  readonly doubledByOutage: number;
  /** Repeated effects after the store lost its data. */
  readonly doubledByLoss: number;
  readonly doubledOtherwise: number;
  /** Repeated effects in one transaction with their records, which must not happen. */
  readonly onceDoubled: number;
  /** Paid orders that ended as failed after the store lost its data. */
  readonly turnedBackByLoss: number;
  /** Paid orders that ended as failed without such a reason. */
  readonly turnedBack: number;
}

export interface Verdict extends Figures {
  /** The failures of the run; empty if it has passed. */
  readonly faults: readonly string[];
}

/** The valid endings of a delivery. */
const EXPECTED_ENDINGS: ReadonlySet<unknown> = new Set([200, 409, 500, 503, 'refused', 'cut']);

export function judge(evidence: Evidence): Verdict {
  const figures = figuresOf(evidence);
  return { ...figures, faults: faultsOf(evidence, figures) };
}

type Reason = 'kill' | 'outage' | 'loss';

function figuresOf({ orders, effects, deliveries, killedAt, outages }: Evidence): Figures {
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

  /** Why an effect was repeated; `undefined` if there is no valid reason. */
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
    orders: byApi(orders),
    deliveries: deliveries.length,
    endings: new Map(
      [...groupedBy(deliveries, ({ ending }) => ending)].map(([ending, all]) => [
        ending,
        all.length,
      ]),
    ),
    killsAtWork: new Set(cut.map(({ worker }) => worker)).size,
    paidEffects: byApi(effects.filter(({ state }) => state === 'paid')),
    failedEffects: effects.filter(({ state }) => state === 'failed').length,
    cutOff: effects.filter(isCutOff).length,
    lost: orders.flatMap((order) =>
      LISTENERS.filter(
        (listener) =>
          !perListener
            .get(`${listener} ${order.orderNo}`)
            ?.some(({ api, state }) => api === order.api && state === 'paid'),
      ),
    ).length,
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

/** How many there are of each version of the API. */
export function byApi(all: readonly { readonly api: NewPayApi }[]): ByApi {
  const ofV2 = all.filter(({ api }) => api === 'v2').length;
  return { v1: all.length - ofV2, v2: ofV2 };
}

/** A callback that a worker is handling. */
function inHand({ orderNo, state, worker }: Delivery | Effect): string {
  return `${worker} ${state} ${orderNo}`;
}
