import type { StrictCallbackStore } from '../store/strict-callback-store.js';
import type { Watch } from './watch.interface.js';

/**
 * Remembers the latest watch of an order that NewPay knows: an order that was made again, as after a crash, has
 * several. Does nothing while another process does the same.
 *
 * @throws {StoreUnavailableError}
 */
export async function rememberWatch(store: StrictCallbackStore, watch: Watch): Promise<void> {
  const key = keyOf(watch);
  const latest = await store.find(key);
  if (latest && Number(latest.reference) >= watch.since) {
    return;
  }
  const rank = (latest?.rank ?? 0) + 1;
  const claim = await store.claim(key, rank);
  if (claim.outcome === 'claimed') {
    await store.complete(key, rank, claim.token, String(watch.since), '');
  }
}

/**
 * Whether a later watch of the same order asks on; `false` also of a store without `find`.
 *
 * @throws {StoreUnavailableError}
 */
export async function hasLaterWatch(store: StrictCallbackStore, watch: Watch): Promise<boolean> {
  const latest = await store.find(keyOf(watch));
  return latest !== undefined && Number(latest.reference) > watch.since;
}

/** The id of a watch without its time. */
function keyOf({ id }: Watch): string {
  return `latest|${id.slice(0, id.lastIndexOf(':'))}`;
}
