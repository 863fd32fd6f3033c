import { randomUUID } from 'node:crypto';
import type { NewPayCallbackStore } from 'nestjs-newpay';

/** Ways to break the store, each of which the verdict must detect. */
const BREAKS: Record<string, (store: NewPayCallbackStore) => NewPayCallbackStore> = {
  /** Handles every delivery: effects are repeated. */
  forget: ({ retention }) => ({
    retention,
    claim: async () => ({ outcome: 'claimed', token: randomUUID() }),
    complete: async () => true,
    release: async () => undefined,
  }),
  /** Records an order as handled before its listeners run: effects are lost. */
  early: (store) => ({
    retention: store.retention,
    claim: async (key, rank) => {
      const claim = await store.claim(key, rank);
      if (claim.outcome === 'claimed') {
        await store.complete(key, rank, claim.token, '');
      }
      return claim;
    },
    complete: async () => true,
    release: async () => undefined,
  }),
  /** Loses the names of finished listeners: they run again after another one failed. */
  rerun: (store) => ({
    ...facadeOf(store),
    renew: async (key, token) => (await store.renew?.(key, token, [])) ?? false,
    release: (key, token) => store.release(key, token),
  }),
  /** Does not renew claims, but reports it: slow listeners lose their claim. */
  overtake: (store) => ({ ...facadeOf(store), renew: async () => true }),
  /** Ignores the precedence of states: a failed attempt is published after the payment. */
  backwards: (store) => ({
    ...facadeOf(store),
    claim: (key, rank) => store.claim(`${key}#${rank}`, rank),
    renew: async (key, token, finished) => {
      const renewed = await Promise.all(
        keysOf(key).map(async (one) => store.renew?.(one, token, finished)),
      );
      return renewed.includes(true);
    },
    complete: (key, rank, ...rest) => store.complete(`${key}#${rank}`, rank, ...rest),
    release: async (key, token, finished) => {
      await Promise.all(keysOf(key).map((one) => store.release(one, token, finished)));
    },
  }),
  /** Does not use `once`: its effects are repeated. */
  twice: (store) => store,
};

/** Whether CHAOS_BREAK asks for it. */
export function isBroken(way: keyof typeof BREAKS): boolean {
  return process.env['CHAOS_BREAK'] === way;
}

/**
 * Breaks a store in one of the ways above if `CHAOS_BREAK` is set, to show that the run can fail.
 */
export function brokenIfAsked(store: NewPayCallbackStore): NewPayCallbackStore {
  const way = process.env['CHAOS_BREAK'];
  if (way === undefined) {
    return store;
  }
  const broken = BREAKS[way];
  if (!broken) {
    throw new RangeError(`CHAOS_BREAK must be one of ${Object.keys(BREAKS).join(', ')}`);
  }
  return broken(store);
}

/** The ranks of payments, from failed to paid. */
const keysOf = (key: string): string[] => [0, 1, 2, 3].map((rank) => `${key}#${rank}`);

/** The methods of a store, to be replaced separately. */
function facadeOf(store: NewPayCallbackStore): NewPayCallbackStore {
  return {
    retention: store.retention,
    lease: store.lease,
    claim: (...given) => store.claim(...given),
    renew: async (...given) => (await store.renew?.(...given)) ?? false,
    complete: (...given) => store.complete(...given),
    release: (...given) => store.release(...given),
  };
}
