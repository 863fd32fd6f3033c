/**
 * The answer to a claim:
 * - `claimed`: nobody else handles this subject now; `token` proves the claim.
 * - `busy`: somebody else is handling it at this moment.
 * - `handled`: this state, or one that outranks it, has been handled; `rank` says which, `reference`
 *   what was given when it was completed.
 */
export type NewPayClaim =
  | { readonly outcome: 'claimed'; readonly token: string }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'handled'; readonly rank: number; readonly reference: string };

/**
 * Remembers what has been handled, so that a payment is published once, over all instances of the
 * app and over their restarts. A subject is an order or a refund; its states have ranks, and go only
 * upwards.
 *
 * Every method may reject when the store cannot be reached: the callback is then not acknowledged.
 * `runCallbackStoreContract` tests an implementation of your own.
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
   * Claims a subject in order to handle a state of it. Of concurrent claims one wins. A claim lasts
   * until it is completed or released, or its lease ends, as when the process was killed.
   */
  claim(subject: string, rank: number): Promise<NewPayClaim>;

  /**
   * Marks the claimed state as handled and ends the claim.
   *
   * @param reference what was handled, to be returned by later claims: NewPay's own number
   * @returns `false` when the claim was no longer held, because its lease had ended: nothing changed
   */
  complete(subject: string, rank: number, token: string, reference: string): Promise<boolean>;

  /** Ends the claim without a mark, so that the next delivery runs at once. */
  release(subject: string, token: string): Promise<void>;
}
