/**
 * The answer to a claim:
 * - `claimed`: nobody else handles this key now; `token` proves the claim, `finished` names the
 *   listeners that had finished this state when an earlier claim ended without completion.
 * - `busy`: another delivery is handling it at this moment, or a higher state of it has not finished.
 * - `handled`: this state, or one that outranks it, has been handled; `rank` says which, `reference`
 *   and `orderAmt` what was given when it was completed.
 *
 * Anything else is not believed: the callback is then not acknowledged.
 *
 * @publicApi
 */
export type NewPayClaim =
  | {
      readonly outcome: 'claimed';
      readonly token: string;
      /** @default [] */
      readonly finished?: readonly string[];
    }
  | { readonly outcome: 'busy' }
  | ({ readonly outcome: 'handled' } & NewPayHandled);

/** What has been handled of a key. */
export interface NewPayHandled {
  readonly rank: number;
  readonly reference: string;
  /** `undefined` when it was completed without one, as by 0.1.0. */
  readonly orderAmt?: string;
}

/**
 * Deduplicates callbacks: remembers what has been handled, so that an event is published once, over
 * all instances of the app and over their restarts. A key is an order or a refund; its states have
 * ranks, and go only upwards.
 *
 * Every method may reject when the store cannot be reached: the callback is then not acknowledged.
 * `runCallbackStoreContract` tests an implementation of your own.
 *
 * A store written for 0.1.0, without `renew` and without the last parameters of `complete` and
 * `release`, works as it did there: its lease must be longer than the slowest listener, and a failed
 * delivery runs every listener again.
 *
 * @publicApi
 */
export interface NewPayCallbackStore {
  /**
   * How long a handled state stays remembered, in milliseconds. It has to be longer than the option
   * `replayWindow`: a replay is then either too old or remembered.
   */
  readonly retention: number;

  /**
   * How long a claim lasts without a renewal, in milliseconds. The claim is renewed three times in
   * this time while its listeners run.
   * @default 30_000, when the store has `renew`
   */
  readonly lease?: number;

  /**
   * Claims a key in order to handle a state of it. Of concurrent claims one wins. A claim lasts until
   * it is completed or released, or its lease ends, as when the process was killed.
   *
   * The rules, in this order:
   * 1. a state of this rank or a higher one has been handled: `handled`, also while a higher one is
   *    claimed
   * 2. the key is claimed and the lease has not ended: `busy`
   * 3. a higher state was claimed and neither completed nor released, or it was released with
   *    finished listeners: `busy`
   * 4. `claimed`, with the `finished` listeners of the last claim if it was of the same rank
   */
  claim(key: string, rank: number): Promise<NewPayClaim>;

  /**
   * What has been handled of a key, without claiming it; `undefined` when nothing was. Spares a query
   * at NewPay for a repeated callback of a refund.
   */
  find?(key: string): Promise<NewPayHandled | undefined>;

  /**
   * Renews the lease of a claim.
   *
   * @param finished the listeners that have finished so far, to be remembered with the claim
   * @returns `false` when the claim is no longer held: nothing changed
   */
  renew?(key: string, token: string, finished: readonly string[]): Promise<boolean>;

  /**
   * Marks the claimed state as handled and ends the claim. The same call again, as by a client that
   * sends a command twice, answers as the first one did.
   *
   * @param reference what was handled, to be returned by later claims: NewPay's own number
   * @param orderAmt the amount of it, to be returned by later claims
   * @returns `false` when the claim was no longer held, because its lease had ended: nothing changed
   */
  complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean>;

  /**
   * Ends the claim without a mark, so that the next delivery runs at once.
   *
   * @param finished the listeners that have finished, to be named by the next claim of this rank
   */
  release(key: string, token: string, finished?: readonly string[]): Promise<void>;
}

/**
 * How long a claim lasts without a renewal, in milliseconds. It is renewed while its listeners run, so
 * that it ends soon after its process does, and long before NewPay delivers again (five minutes,
 * protocol 5).
 */
export const DEFAULT_LEASE = 30 * 1000;

/** How long a handled state stays remembered, in milliseconds: seven days. */
export const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1000;
