/**
 * An order without a result: its query or a listener failed, or the run was ended before it.
 *
 * @publicApi
 */
export interface NewPayUnresolvedOrder {
  readonly orderNo: string;
  /**
   * The error of the query or of a listener; the signal's reason for an order that was in progress when
   * the run was ended; `undefined` for an order that had not begun.
   */
  readonly error: unknown;
}

/**
 * The results of `NewPayService.reconcileAll`, by order number.
 *
 * @publicApi
 */
export interface NewPayReconcileSummary {
  readonly paid: readonly string[];
  readonly failed: readonly string[];
  readonly processing: readonly string[];
  /** Orders whose status is not known, or whose event could not be delivered. */
  readonly unresolved: readonly NewPayUnresolvedOrder[];
  /** @deprecated Use `unresolved`, which is the same array. */
  readonly notReached: readonly NewPayUnresolvedOrder[];
}
