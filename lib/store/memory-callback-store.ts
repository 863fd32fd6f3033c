import { AgeOrderedMap } from './age-ordered-map.js';
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
   * How many handled subjects are remembered at most; the oldest one makes room for a new one.
   * @default 100_000
   */
  maxEntries?: number;
  /** The current time in milliseconds since the epoch. */
  now?: () => number;
}

interface Handled {
  readonly rank: number;
  readonly reference: string;
  readonly expires: number;
}

interface Claim {
  readonly token: string;
  readonly until: number;
  readonly expires: number;
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
  readonly #handled = new AgeOrderedMap<Handled>();
  readonly #claims = new AgeOrderedMap<Claim>();
  #claimed = 0;

  constructor(options: MemoryCallbackStoreOptions = {}) {
    this.retention = options.retention ?? DEFAULT_RETENTION;
    this.#lease = options.lease ?? DEFAULT_LEASE;
    this.#maxEntries = options.maxEntries ?? 100_000;
    this.#now = options.now ?? Date.now;
  }

  /** How many subjects are remembered as handled. */
  get size(): number {
    return this.#handled.size;
  }

  async claim(subject: string, rank: number): Promise<NewPayClaim> {
    const now = this.#now();
    dropExpired(this.#handled, now);
    dropExpired(this.#claims, now);
    const handled = this.#handled.get(subject);
    if (handled && handled.rank >= rank) {
      return { outcome: 'handled', rank: handled.rank, reference: handled.reference };
    }
    const current = this.#claims.get(subject);
    if (current && current.until > now) {
      return { outcome: 'busy' };
    }
    // No other process sees it: a number will do.
    const token = String(++this.#claimed);
    this.#claims.set(subject, { token, until: now + this.#lease, expires: now + this.retention });
    return { outcome: 'claimed', token };
  }

  async complete(
    subject: string,
    rank: number,
    token: string,
    reference: string,
  ): Promise<boolean> {
    if (!this.#endClaim(subject, token)) {
      return false;
    }
    this.#handled.set(subject, { rank, reference, expires: this.#now() + this.retention });
    if (this.#handled.size > this.#maxEntries && this.#handled.oldest) {
      this.#handled.delete(this.#handled.oldest.key);
    }
    return true;
  }

  async release(subject: string, token: string): Promise<void> {
    this.#endClaim(subject, token);
  }

  /** Whether the claim was still held. */
  #endClaim(subject: string, token: string): boolean {
    const isHeld = this.#claims.get(subject)?.token === token;
    if (isHeld) {
      this.#claims.delete(subject);
    }
    return isHeld;
  }
}

function dropExpired(entries: AgeOrderedMap<{ readonly expires: number }>, now: number): void {
  while (entries.oldest && entries.oldest.value.expires <= now) {
    entries.delete(entries.oldest.key);
  }
}
