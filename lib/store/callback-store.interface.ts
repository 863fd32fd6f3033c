/**
 * The result of {@link NewPayCallbackStore.claim}:
 * - `claimed`: the caller holds the claim of this key. `token` identifies the claim; `finished`
 *   names the listeners that finished this state before an earlier claim ended without completion.
 * - `busy`: another delivery holds the claim, or a state of higher precedence is not finished.
 * - `handled`: this state, or one of higher precedence, has been handled. The fields are those of
 *   its completion.
 *
 * With any other result the callback is not acknowledged.
 *
 * @publicApi
 */
export type NewPayClaim =
  | {
      /** The caller holds the claim, and handles the state. */
      readonly outcome: 'claimed';
      /** Identifies the claim in `renew`, `complete` and `release`. */
      readonly token: string;
      /**
       * The names of the listeners that finished this state before an earlier claim ended without completion.
       * @default []
       */
      readonly finished?: readonly string[];
    }
  | {
      /** Another delivery holds the claim, or a state of higher precedence is not finished. */
      readonly outcome: 'busy';
    }
  | ({
      /** This state, or one of higher precedence, has been handled. */
      readonly outcome: 'handled';
    } & NewPayHandled);

/**
 * The state of a key that has been handled.
 *
 * @publicApi
 */
export interface NewPayHandled {
  /** The precedence of the state. */
  readonly rank: number;
  /** The gateway reference: NewPay's own number of the payment or refund that was handled. */
  readonly reference: string;
  /**
   * The amount that was handled, a decimal string; `undefined` when `complete` received none, as
   * from 0.1.0.
   */
  readonly orderAmt?: string;
}

/**
 * Deduplicates callbacks: it records which events have been handled, so that a repeated callback is
 * acknowledged and not published again, across all instances of the app and across restarts.
 *
 * - `key` is the idempotency key: one order or one refund of one merchant.
 * - `rank` is the precedence of a state of this key. A state is handled only if none of the same or a
 *   higher rank has been handled: `paid` replaces `failed`, but `failed` never replaces `paid`.
 * - `reference` is the gateway reference: NewPay's own number of what was handled.
 *
 * A method may reject when the store is unreachable; the callback is then not acknowledged. Each call
 * has a time limit of 5 seconds. Test your own implementation with `runCallbackStoreContract`.
 *
 * A store that was written for 0.1.0, without `renew` and the last parameters of `complete` and
 * `release`, works as before: its lease must be longer than the slowest listener, and a failed
 * delivery runs every listener again.
 *
 * @publicApi
 */
export interface NewPayCallbackStore {
  /**
   * How long a handled state is kept, in milliseconds. Must be more than five minutes longer than
   * the option `replayWindow`, so that every replay is either too old or a known duplicate.
   */
  readonly retention: number;

  /**
   * How long a claim lasts without renewal, in milliseconds. It is renewed three times in this time
   * while its listeners run.
   * @default 30_000, when the store has `renew`
   */
  readonly lease?: number;

  /**
   * Claims a key in order to handle a state of it. Must be atomic: of concurrent claims exactly one
   * gets `claimed`. A claim lasts until it is completed or released, or until its lease ends, as
   * after a crash.
   *
   * The first rule that applies decides:
   * 1. A state of this or a higher rank has been handled: `handled`, even while a higher rank is
   *    claimed.
   * 2. The key is claimed and the lease has not ended: `busy`.
   * 3. A higher rank was claimed and neither completed nor released, or it was released with
   *    finished listeners: `busy`.
   * 4. Otherwise `claimed`, with the `finished` listeners of the last claim if it had the same
   *    rank.
   *
   * @param key the idempotency key
   * @param rank the precedence of the state
   */
  claim(key: string, rank: number): Promise<NewPayClaim>;

  /**
   * Returns what has been handled of a key, without a claim; `undefined` when nothing has.
   * Optional: it saves a query to NewPay when a refund callback is delivered again.
   *
   * @param key the idempotency key
   */
  find?(key: string): Promise<NewPayHandled | undefined>;

  /**
   * Renews the lease of a claim and records the listeners that have finished.
   *
   * @param key the idempotency key
   * @param token the token of the claim
   * @param finished the names of all listeners that have finished so far
   * @returns `false` when the claim is no longer held; then nothing is changed
   */
  renew?(key: string, token: string, finished: readonly string[]): Promise<boolean>;

  /**
   * Records the claimed state as handled and ends the claim. Must be idempotent: a repeated call
   * with the same token, as by a client that resends a command, returns the same result.
   *
   * @param key the idempotency key
   * @param rank the precedence of the state
   * @param token the token of the claim
   * @param reference the gateway reference, which later claims return
   * @param orderAmt the amount, which later claims return
   * @returns `false` when the claim was no longer held, because its lease had ended; then nothing
   * is changed
   */
  complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean>;

  /**
   * Ends the claim without recording the state as handled, so that the next delivery can claim the
   * key at once. Does nothing when the claim is no longer held.
   *
   * @param key the idempotency key
   * @param token the token of the claim
   * @param finished the names of the listeners that have finished, which the next claim of this
   * rank returns
   */
  release(key: string, token: string, finished?: readonly string[]): Promise<void>;
}

/**
 * The default lease, in milliseconds. It is renewed while listeners run, so it ends soon after a
 * crash of the process and long before NewPay's next delivery (after five minutes,
 * [protocol 5](../../docs/protocol.md#5-callbacks)).
 */
export const DEFAULT_LEASE = 30 * 1000;

/** The default retention, in milliseconds: seven days. */
export const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1000;
