import type { StrictCallbackStore } from '../store/strict-callback-store.js';

/** The precedence of the mark. */
const MARKED = 1;

/**
 * Marks that the order of a watch was refused, or was not sent: the watch ends if NewPay does not know
 * the order.
 *
 * @param id the id of the watch
 * @throws {StoreUnavailableError}
 */
export async function markAsWithoutEffect(store: StrictCallbackStore, id: string): Promise<void> {
  const claim = await store.claim(id, MARKED);
  if (claim.outcome === 'claimed') {
    await store.complete(id, MARKED, claim.token, '', '');
  }
}

/**
 * Whether the mark is there; `false` also when the store cannot tell.
 *
 * @throws {StoreUnavailableError}
 */
export async function isWithoutEffect(store: StrictCallbackStore, id: string): Promise<boolean> {
  return (await store.find(id)) !== undefined;
}
