/** An order that a run could not settle. */
export interface UnreachedOrder {
  readonly orderNo: string;
  /**
   * Why: an error of the query or of a listener, or the reason of `signal` for an order that was in hand
   * when the run was ended; `undefined` for one that was not begun.
   */
  readonly error: unknown;
}

/** What a run found out, by order number. */
export interface ReconcileSummary {
  readonly paid: readonly string[];
  readonly failed: readonly string[];
  readonly processing: readonly string[];
  /** Orders whose state was not found out, or whose event the host could not handle. */
  readonly unresolved: readonly UnreachedOrder[];
  /** The same list as `unresolved`, under its earlier name. */
  readonly notReached: readonly UnreachedOrder[];
}
