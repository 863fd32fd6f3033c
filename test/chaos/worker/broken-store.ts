import { randomUUID } from 'node:crypto';
import type { NewPayCallbackStore } from 'nestjs-newpay';

/**
 * Shows that the run can fail: `CHAOS_BREAK=forget` handles every delivery, so that orders are done
 * twice; `CHAOS_BREAK=early` marks an order before its listeners have run, so that orders are lost.
 */
export function brokenIfAsked(store: NewPayCallbackStore): NewPayCallbackStore {
  const { retention } = store;
  switch (process.env['CHAOS_BREAK']) {
    case undefined:
      return store;
    case 'forget':
      return {
        retention,
        claim: async () => ({ outcome: 'claimed', token: randomUUID() }),
        complete: async () => true,
        release: async () => undefined,
      };
    case 'early':
      return {
        retention,
        claim: async (subject, rank) => {
          const claim = await store.claim(subject, rank);
          if (claim.outcome === 'claimed') {
            await store.complete(subject, rank, claim.token, '');
          }
          return claim;
        },
        complete: async () => true,
        release: async () => undefined,
      };
    default:
      throw new RangeError('CHAOS_BREAK must be "forget" or "early"');
  }
}
