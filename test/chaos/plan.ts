import { Random } from './random.js';
import { CONNECTION_KILLS, KILLS, ORDERS, RESTARTS, STORM } from './settings.js';

/** What happens to one order, in milliseconds. */
export interface PlannedOrder {
  readonly orderNo: string;
  /** After the start of the storm. */
  readonly payAt: number;
  /** How many copies of its callback arrive together with the first delivery. */
  readonly copies: number;
  /** After which delays further copies arrive. */
  readonly lateCopies: readonly number[];
  /** After the start of the storm, when the news of an earlier failed attempt comes, if it does. */
  readonly failedAt: number | undefined;
}

/** The death of one process. */
export interface PlannedKill {
  /** After the start of the storm, in milliseconds. */
  readonly at: number;
  /** Which of the processes that are up, from 0 to 1. */
  readonly draw: number;
}

/**
 * The orders of one store, as they are paid: not as they were created.
 * The same seed gives the same plan; how far the processes are at each moment is the machine's.
 */
export function planOrders(random: Random, prefix: string): PlannedOrder[] {
  return Array.from({ length: ORDERS }, (_, i) => {
    const payAt = random.between(0, STORM);
    return {
      orderNo: `${prefix}-${i + 1}`,
      payAt,
      copies: random.chance(0.3) ? random.between(1, 3) : 0,
      lateCopies: random.chance(0.15) ? [random.between(50, 4_000), random.between(50, 4_000)] : [],
      // Before the payment, together with it, or when it has been overtaken.
      failedAt: random.chance(0.25) ? payAt + random.between(-1_000, 3_000) : undefined,
    };
  }).sort((a, b) => a.payAt - b.payAt);
}

export function planKills(random: Random): PlannedKill[] {
  return Array.from({ length: KILLS }, () => ({
    at: random.between(0, STORM),
    draw: random.next(),
  })).sort((a, b) => a.at - b.at);
}

/** What happens to the databases, in milliseconds after the start of the storm. */
export interface PlannedOutage {
  readonly at: number;
  readonly kind: OutageKind;
}

/**
 * Connections to PostgreSQL are killed; or Redis is, and comes back with all that it had (`restart`), or
 * with nothing (`loss`).
 */
export type OutageKind = 'connections' | 'restart' | 'loss';

export function planOutages(random: Random): PlannedOutage[] {
  const times = (count: number, kind: OutageKind): PlannedOutage[] =>
    Array.from({ length: count }, () => ({ at: random.between(2_000, STORM - 2_000), kind }));
  return [
    ...times(CONNECTION_KILLS, 'connections'),
    ...times(RESTARTS.kept, 'restart'),
    ...times(RESTARTS.lost, 'loss'),
  ].sort((a, b) => a.at - b.at);
}

/** The waits before the further deliveries of a callback, in milliseconds: more than it needs. */
export function planRetries(random: Random): number[] {
  return Array.from({ length: 150 }, () => random.between(200, 800));
}
