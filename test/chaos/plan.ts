import type { NewPayApi } from 'nestjs-newpay';
import { apiOf } from './make-order.js';
import { Random } from './random.js';
import { ORDERS, STORM } from './settings.js';

/** The plan of one order; times in milliseconds. */
export interface PlannedOrder {
  readonly api: NewPayApi;
  readonly orderNo: string;
  /** The time after the start of the run. */
  readonly payAt: number;
  /** The number of copies of its callback that are delivered together with the first one. */
  readonly copies: number;
  /** The delays of further copies. */
  readonly lateCopies: readonly number[];
  /** The time of a callback of an earlier failed attempt, if there is one. */
  readonly failedAt: number | undefined;
}

/** The kill of one process. */
export interface PlannedKill {
  /** The time after the start of the run, in milliseconds. */
  readonly at: number;
  /** Selects one of the running processes, from 0 to 1. */
  readonly draw: number;
}

/**
 * The orders of one store in the order of their payments, not of their creation. The same seed
 * gives the same plan; the progress of the processes at each moment depends on the machine.
 */
export function planOrders(random: Random, prefix: string): PlannedOrder[] {
  return Array.from({ length: ORDERS }, (_, i) => {
    const payAt = random.between(0, STORM);
    return {
      api: apiOf(i),
      orderNo: `${prefix}-${i + 1}`,
      payAt,
      copies: random.chance(0.3) ? random.between(1, 3) : 0,
      lateCopies: random.chance(0.15) ? [random.between(50, 4_000), random.between(50, 4_000)] : [],
      // Before the payment, at the same time, or after it.
      failedAt: random.chance(0.25) ? payAt + random.between(-1_000, 3_000) : undefined,
    };
  }).sort((a, b) => a.payAt - b.payAt);
}

/** @param storm for how long processes are killed, in milliseconds */
export function planKills(random: Random, count: number, storm: number): PlannedKill[] {
  return Array.from({ length: count }, () => ({
    at: random.between(0, storm),
    draw: random.next(),
  })).sort((a, b) => a.at - b.at);
}

/** The outages of the databases, in milliseconds after the start of the run. */
export interface PlannedOutage {
  readonly at: number;
  readonly kind: OutageKind;
}

/**
 * The connections to PostgreSQL and MariaDB are killed; or Redis is killed, and restarted with its data
 * (`restart`) or without it (`loss`).
 */
export type OutageKind = 'connections' | 'restart' | 'loss';

/** How many outages of each kind there are. */
export interface OutageCounts {
  readonly connections: number;
  readonly kept: number;
  readonly lost: number;
}

export function planOutages(
  random: Random,
  { connections, kept, lost }: OutageCounts,
  storm: number,
): PlannedOutage[] {
  const times = (count: number, kind: OutageKind): PlannedOutage[] =>
    Array.from({ length: count }, () => ({ at: random.between(2_000, storm - 2_000), kind }));
  return [
    ...times(connections, 'connections'),
    ...times(kept, 'restart'),
    ...times(lost, 'loss'),
  ].sort((a, b) => a.at - b.at);
}

/** The delays before further deliveries of a callback, in milliseconds; more than are needed. */
export function planRetries(random: Random): number[] {
  return Array.from({ length: 150 }, () => random.between(200, 800));
}
