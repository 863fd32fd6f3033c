import type { NewPayHandled } from './callback-store.interface.js';

/** Sets a mark. A symbol, so that no method of an app's own store is taken for it. */
export const SET_MARK = Symbol('set mark');

/** The mark that an order has reached its last state. */
export interface Mark extends Required<NewPayHandled> {
  readonly key: string;
  /** Where an app without a queue has recorded the order. */
  readonly before: { readonly key: string; readonly rank: number };
}

/**
 * - `marked`: the mark is set.
 * - `handled`: it was set before, with this or a higher rank.
 * - `before`: the order was recorded without a queue, with this or a higher rank. Nothing is set.
 * - `busy`: the key of the mark is claimed, for a listener of an earlier state. Nothing is set.
 */
export type MarkAnswer =
  | { readonly outcome: 'marked' | 'busy' }
  | ({ readonly outcome: 'handled' | 'before' } & NewPayHandled);

/**
 * A store that does in one step what otherwise are `claim` and `complete` of the mark and `find` of the record
 * without a queue. A repeated call has the answer `handled`.
 */
export interface MarkingStore {
  [SET_MARK](mark: Mark): Promise<MarkAnswer>;
}

/** The method of a store that has it. */
export function setMarkOf(store: object): MarkingStore[typeof SET_MARK] | undefined {
  const method: unknown = Reflect.get(store, SET_MARK);
  return typeof method === 'function'
    ? (mark) => Reflect.apply(method, store, [mark]) as Promise<MarkAnswer>
    : undefined;
}
