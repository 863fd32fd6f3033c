import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { NewPayCallbackStore, NewPayClaim } from '../../store/callback-store.interface.js';

/**
 * What a contract run needs to know of a store.
 *
 * @publicApi
 */
export interface CallbackStoreContract {
  /** Declares one test: `it` of your test runner. */
  it: (name: string, test: () => Promise<void>) => void;
  /**
   * Makes a store over storage that outlives it: two stores made with the same options must see the
   * same marks, as two instances of an app do.
   * @param options both in milliseconds; `lease` is below `retention`
   */
  createStore: (options: {
    lease: number;
    retention: number;
  }) => NewPayCallbackStore | Promise<NewPayCallbackStore>;
}

export const HOUR = 60 * 60 * 1000;

/** Long enough to be seen on a busy machine, short enough to wait for. */
export const SHORT = 500;

export function newKey(): string {
  return `payment:app:${randomUUID()}`;
}

/** The token of a claim that was granted. */
export function tokenOf(claim: NewPayClaim, why = 'the key is free'): string {
  assert.equal(claim.outcome, 'claimed', `claim() must answer "claimed": ${why}`);
  const { token } = claim as { token: unknown };
  assert.ok(
    typeof token === 'string' && token !== '',
    'claim() must answer "claimed" with a token, a text that is not empty',
  );
  return token;
}

/** The finished listeners that a granted claim names. */
export function finishedOf(claim: NewPayClaim): readonly string[] {
  tokenOf(claim);
  return (claim as { finished?: readonly string[] }).finished ?? [];
}

export function assertHandled(
  claim: NewPayClaim,
  expected: { rank: number; reference: string },
): void {
  const { outcome, rank, reference } = claim as Extract<NewPayClaim, { outcome: 'handled' }>;
  assert.deepEqual({ outcome, rank, reference }, { outcome: 'handled', ...expected });
}

export function assertBusy(claim: NewPayClaim, why: string): void {
  assert.equal(claim.outcome, 'busy', `claim() must answer "busy": ${why}`);
}

/** @throws {AssertionError} the store was written for 0.1.0 */
export function renewable(store: NewPayCallbackStore): Required<NewPayCallbackStore> {
  assert.equal(
    typeof store.renew,
    'function',
    'This store has no renew(), so that it works as in 0.1.0: implement renew(key, token, finished), ' +
      'the parameter orderAmt of complete() and finished of release(), and the property lease',
  );
  return store as Required<NewPayCallbackStore>;
}
