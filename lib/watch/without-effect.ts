import type { StrictCallbackStore } from '../store/strict-callback-store.js';

/** The precedence of the marks: an order that was made again may have another outcome under the same watch. */
const RANKS = { without: 1, with: 2 } as const;

/**
 * Marks that the order of a watch was refused, or was not sent (`without` effect): the watch ends if NewPay does not
 * know the order. Unless it may have had an effect at another time (`with`).
 *
 * @param id the id of the watch
 * @throws {StoreUnavailableError}
 */
export async function markEffect(
  store: StrictCallbackStore,
  id: string,
  effect: keyof typeof RANKS,
): Promise<void> {
  const rank = RANKS[effect];
  const claim = await store.claim(id, rank);
  if (claim.outcome === 'claimed') {
    await store.complete(id, rank, claim.token, '', '');
  }
}

/**
 * Whether the order of a watch is marked as without effect; `false` also when the store cannot tell.
 *
 * @throws {StoreUnavailableError}
 */
export async function isWithoutEffect(store: StrictCallbackStore, id: string): Promise<boolean> {
  return (await store.find(id))?.rank === RANKS.without;
}
