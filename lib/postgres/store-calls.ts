/** A call of `find`. */
export interface FindCall {
  readonly key: string;
}

/** A call of `claim`, with the token that it gets. */
export interface ClaimCall extends FindCall {
  readonly rank: number;
  readonly token: string;
}

/** A call of `complete`. */
export interface CompleteCall extends ClaimCall {
  readonly reference: string;
  readonly orderAmt: string | undefined;
}

/** A mark to set, with the record that is in the way. */
export interface MarkCall extends FindCall {
  readonly rank: number;
  readonly reference: string;
  readonly orderAmt: string | undefined;
  readonly beforeKey: string;
  readonly beforeRank: number;
}

/** The fields of several calls as arrays, as `unnest` of PostgreSQL takes them. */
export function columns<K extends string>(
  calls: readonly { readonly [F in K]: unknown }[],
  ...fields: readonly K[]
): unknown[][] {
  return fields.map((field) => calls.map((call) => call[field] ?? null));
}
