interface Entry<V> {
  readonly key: string;
  readonly value: V;
  older: Entry<V> | undefined;
  younger: Entry<V> | undefined;
}

/**
 * A map with constant-time access to its oldest entry. The iterator of a plain `Map` first skips
 * deleted entries, of which V8 keeps tens of thousands for a while.
 */
export class ExpiringMap<V> {
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

  /** Sets a value and makes it the youngest, also when the key exists. */
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
