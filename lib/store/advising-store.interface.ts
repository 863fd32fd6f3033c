/** Asks a store for advice. A symbol, so that no method of an app's own store is taken for it. */
export const STORE_ADVICE = Symbol('store advice');

/**
 * A store that can say what is wrong with the settings of its server. A class of the public API does not name this
 * in `implements`: the declarations that are published have neither.
 */
export interface AdvisingStore {
  /** Sentences for the log, each with its remedy. Rejects when the server does not tell its settings. */
  [STORE_ADVICE](): Promise<readonly string[]>;
}

/** What a store says of its server; nothing if it has no such method or the server does not tell. */
export async function adviceOfStore(store: object): Promise<readonly string[]> {
  const method: unknown = Reflect.get(store, STORE_ADVICE);
  if (typeof method !== 'function') {
    return [];
  }
  try {
    return await (Reflect.apply(method, store, []) as ReturnType<
      AdvisingStore[typeof STORE_ADVICE]
    >);
  } catch {
    return [];
  }
}
