/**
 * An order without a result: its query or a listener failed, or the run was ended before it.
 *
 * @publicApi
 */
export interface NewPayUnresolvedOrder {
  /** The number of the order, as it was given to `reconcileAll`. */
  readonly orderNo: string;
  /**
   * The error of the query or of a listener; the signal's reason for an order that was in progress when
   * the run was ended; `undefined` for an order that had not begun.
   */
  readonly error: unknown;
}

/**
 * The results of `reconcileAll`: the numbers of the orders, by the status of their payment.
 *
 * @publicApi
 */
export interface NewPayReconcileSummary {
  /** Orders that are paid; their events are handled. */
  readonly paid: readonly string[];
  /** Orders whose payment failed or, in API v2, that have expired; their events are handled. */
  readonly failed: readonly string[];
  /** Orders without a final state: reconcile them later. */
  readonly processing: readonly string[];
  /** Orders whose status is not known, or whose event could not be delivered. */
  readonly unresolved: readonly NewPayUnresolvedOrder[];
  /** @deprecated Use `unresolved`, which is the same array. */
  readonly notReached: readonly NewPayUnresolvedOrder[];
}
