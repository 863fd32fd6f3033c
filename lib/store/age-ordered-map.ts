interface Entry<V> {
  readonly key: string;
  readonly value: V;
  older: Entry<V> | undefined;
  younger: Entry<V> | undefined;
}

/**
 * A map that has its oldest entry at hand. A plain `Map` has not: to come to its first entry it walks
 * over those that were deleted before it, of which V8 keeps tens of thousands for a while.
 */
export class AgeOrderedMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  #oldest: Entry<V> | undefined;
  #youngest: Entry<V> | undefined;

  get size(): number {
    return this.#entries.size;
  }

  /** The entry that was set longest ago. */
  get oldest(): { readonly key: string; readonly value: V } | undefined {
    return this.#oldest;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Enters a value, which is the youngest then, also if the key was there before. */
  set(key: string, value: V): void {
    this.delete(key);
    const entry = { key, value, older: this.#youngest, younger: undefined };
    if (this.#youngest) {
      this.#youngest.younger = entry;
    }
    this.#youngest = entry;
    this.#oldest ??= entry;
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) {
      return;
    }
    const { older, younger } = entry;
    if (older) {
      older.younger = younger;
    } else {
      this.#oldest = younger;
    }
    if (younger) {
      younger.older = older;
    } else {
      this.#youngest = older;
    }
    this.#entries.delete(key);
  }
}
