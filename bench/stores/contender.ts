import type { NewPayCallbackStore } from 'nestjs-newpay';

/** Claims a new key and completes it. */
export type Handle = (key: string) => Promise<void>;

/** A store, and the two statements that it has to send at least, by the same client. */
export interface StoreContender {
  readonly store: Handle;
  readonly bare: Handle;
  readonly stop: () => Promise<void>;
}

/** The rank of a payment, and what its callback has beside the key. */
export const RANK = 3;
export const REFERENCE = '00012023062300000009';
export const AMOUNT = '50000.00';

/** How long a claim lasts and a record is kept, in milliseconds. */
export const LEASE = 30_000;
export const RETENTION = 3_600_000;

export function handleBy(store: NewPayCallbackStore): Handle {
  return async (key) => {
    const claim = await store.claim(key, RANK);
    if (
      claim.outcome !== 'claimed' ||
      !(await store.complete(key, RANK, claim.token, REFERENCE, AMOUNT))
    ) {
      throw new Error(`${key} was not handled`);
    }
  };
}
