import { randomUUID } from 'node:crypto';
import type { NewPayCallbackStore, NewPayClaim } from './callback-store.interface.js';
import { DEFAULT_LEASE, DEFAULT_RETENTION } from './store-defaults.js';

/** How {@link MemoryCallbackStore} remembers. */
export interface MemoryCallbackStoreOptions {
  /**
   * How long a claim lasts that is neither completed nor released, in milliseconds.
   * @default 240_000 (4 minutes)
   */
  lease?: number;
  /**
   * How long a handled state stays remembered, in milliseconds.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * How many subjects are remembered at most; the oldest handled one makes room for a new one.
   * @default 100_000
   */
  maxEntries?: number;
  /** The current time in milliseconds since the epoch. */
  now?: () => number;
}

interface Entry {
  /** 0 while nothing has been handled. */
  rank: number;
  reference: string;
  claim?: { readonly token: string; readonly until: number };
  expires: number;
}

/**
 * Remembers in this process alone: right for one instance, for development and for tests. A second
 * instance, or a restart, knows nothing of it.
 *
 * @publicApi
 */
export class MemoryCallbackStore implements NewPayCallbackStore {
  readonly retention: number;
  readonly #lease: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  // In the order of their last change, so that what expires first stands first.
  readonly #entries = new Map<string, Entry>();

  constructor(options: MemoryCallbackStoreOptions = {}) {
    this.retention = options.retention ?? DEFAULT_RETENTION;
    this.#lease = options.lease ?? DEFAULT_LEASE;
    this.#maxEntries = options.maxEntries ?? 100_000;
    this.#now = options.now ?? Date.now;
  }

  /** How many subjects are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  async claim(subject: string, rank: number): Promise<NewPayClaim> {
    const now = this.#now();
    this.#dropExpired(now);
    const entry = this.#entries.get(subject);
    if (entry && entry.rank >= rank) {
      return { outcome: 'handled', rank: entry.rank, reference: entry.reference };
    }
    if (entry?.claim && entry.claim.until > now) {
      return { outcome: 'busy' };
    }
    const token = randomUUID();
    this.#remember(subject, {
      rank: entry?.rank ?? 0,
      reference: entry?.reference ?? '',
      claim: { token, until: now + this.#lease },
      expires: now + this.retention,
    });
    return { outcome: 'claimed', token };
  }

  async complete(
    subject: string,
    rank: number,
    token: string,
    reference: string,
  ): Promise<boolean> {
    const entry = this.#entries.get(subject);
    if (entry?.claim?.token !== token) {
      return false;
    }
    this.#remember(subject, { rank, reference, expires: this.#now() + this.retention });
    return true;
  }

  async release(subject: string, token: string): Promise<void> {
    const entry = this.#entries.get(subject);
    if (entry?.claim?.token !== token) {
      return;
    }
    if (entry.rank === 0) {
      this.#entries.delete(subject);
    } else {
      delete entry.claim;
    }
  }

  #remember(subject: string, entry: Entry): void {
    this.#entries.delete(subject);
    if (this.#entries.size >= this.#maxEntries) {
      this.#dropOldestHandled();
    }
    this.#entries.set(subject, entry);
  }

  #dropExpired(now: number): void {
    for (const [subject, { expires }] of this.#entries) {
      if (expires > now) {
        return;
      }
      this.#entries.delete(subject);
    }
  }

  #dropOldestHandled(): void {
    for (const [subject, { claim }] of this.#entries) {
      if (!claim) {
        this.#entries.delete(subject);
        return;
      }
    }
  }
}
