import type { NewPayApi } from 'nestjs-newpay';
import { apiOf } from '../make-order.js';
import type { Random } from '../random.js';
import { CUTS, FAILING, ORDERS, STORM, WITHHELD } from './settings.js';

/**
 * What becomes of `createOrder`: it is answered; or its process is killed when its request arrives at
 * NewPay, which does not get it (`cut-before`) or does (`cut-after`).
 */
export type Creation = 'answered' | 'cut-before' | 'cut-after';

/** The plan of one order; times in milliseconds. */
export interface PlannedOrder {
  readonly api: NewPayApi;
  readonly orderNo: string;
  /** The time after the start of the run. */
  readonly createAt: number;
  readonly creation: Creation;
  /** How long after its creation it is paid. */
  readonly payAfter: number;
  /** Whether the callback of its payment never comes. */
  readonly isWithheld: boolean;
  /** The number of copies of its callback that are delivered together with the first one. */
  readonly copies: number;
  /** The delays of further copies. */
  readonly lateCopies: readonly number[];
  /** How long after its creation the callback of a failed attempt to pay comes, if there is one. */
  readonly failAfter: number | undefined;
}

/** The orders of one engine, the first one first. The same seed gives the same plan. */
export function planOrders(random: Random, prefix: string): PlannedOrder[] {
  const creations = random.shuffled(
    Array.from({ length: ORDERS }, (_, i) => ({ api: apiOf(i), creation: creationOf(i) })),
  );
  return creations
    .map(({ api, creation }, i) => {
      const payAfter = random.between(100, 1_500);
      return {
        api,
        orderNo: `${prefix}-${i + 1}`,
        createAt: random.between(0, STORM),
        creation,
        payAfter,
        isWithheld: random.chance(WITHHELD),
        copies: random.chance(0.3) ? random.between(1, 3) : 0,
        lateCopies: random.chance(0.15)
          ? [random.between(50, 4_000), random.between(50, 4_000)]
          : [],
        // Before the payment, at the same time, or after it.
        failAfter: random.chance(FAILING)
          ? Math.max(0, payAfter + random.between(-800, 2_000))
          : undefined,
      };
    })
    .sort((a, b) => a.createAt - b.createAt);
}

function creationOf(index: number): Creation {
  const isCut = index < CUTS.before + CUTS.after;
  return isCut ? (index < CUTS.before ? 'cut-before' : 'cut-after') : 'answered';
}
