import type { NewPayCallbackStore } from 'nestjs-newpay';

/** Ways to break an app, each of which the verdict must detect. */
const WAYS = {
  /** One job for all listeners: they run again for the failure of one of them. */
  together: 'listeners without an id',
  /** No `once`: effects are repeated. */
  twice: 'effects without once',
  /** No watch: orders without a callback are never final. */
  unwatched: 'watch: false',
  /** Ignores the precedence of states: a failed attempt is published after the payment. */
  backwards: 'a mark for each state',
} as const;

/** Whether CHAOS_BREAK asks for it. */
export function isBroken(way: keyof typeof WAYS): boolean {
  const asked = process.env['CHAOS_BREAK'];
  if (asked !== undefined && !Object.hasOwn(WAYS, asked)) {
    throw new RangeError(`CHAOS_BREAK must be one of ${Object.keys(WAYS).join(', ')}`);
  }
  return asked === way;
}

/** A store that keeps a mark for each state of an order, and no lock, if CHAOS_BREAK asks for it. */
export function brokenIfAsked(store: NewPayCallbackStore): NewPayCallbackStore {
  if (!isBroken('backwards')) {
    return store;
  }
  const keyOf = (key: string, rank: number): string =>
    key.startsWith('reached|') ? `${key}#${rank}` : key;
  return {
    retention: store.retention,
    lease: store.lease,
    // The odd ranks of the key of an order are its lock.
    claim: async (key, rank) =>
      key.startsWith('reached|') && rank % 2 === 1
        ? { outcome: 'claimed', token: key }
        : store.claim(keyOf(key, rank), rank),
    renew: async (...given) => (await store.renew?.(...given)) ?? false,
    complete: (key, rank, ...rest) => store.complete(keyOf(key, rank), rank, ...rest),
    release: async (key, token, ...rest) =>
      token === key ? undefined : store.release(key, token, ...rest),
  };
}
