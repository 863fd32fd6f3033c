import { declareClaimRules } from './claim-rules.js';
import { declareKeyRules } from './key-rules.js';
import { declareRenewalRules } from './renewal-rules.js';
import { repeatedWhenSlow } from './repeated-when-slow.js';
import type { CallbackStoreContract } from './store-under-test.js';

export type { CallbackStoreContract } from './store-under-test.js';

/**
 * Declares the tests that every `NewPayCallbackStore` has to pass. Waits for real, for some seconds.
 * A store that was written for 0.1.0, without `renew`, fails those of 0.2, which say what to implement;
 * the module takes it all the same. A test that fails while a call of the store takes longer than 100 ms is
 * repeated, twice at most.
 *
 * @example
 * describe('my store', () => runCallbackStoreContract({ it, createStore: (o) => new MyStore(o) }));
 *
 * @publicApi
 */
export function runCallbackStoreContract(given: CallbackStoreContract): void {
  const contract = repeatedWhenSlow(given);
  declareClaimRules(contract);
  declareRenewalRules(contract);
  declareKeyRules(contract);
}
