import { ExpiringMap } from './expiring-map.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from './callback-store.interface.js';
import { requireKnownOptions } from '../user-code/known-options.js';
import { resolveTimes, wholeNumber } from './store-options.js';

/**
 * The options of {@link MemoryCallbackStore}.
 *
 * @publicApi
 */
export interface MemoryCallbackStoreOptions {
  /**
   * How long a claim lasts without renewal, in milliseconds. It is renewed while listeners run, so
   * it only limits how long an order stays claimed after a crash. Must be below `retention`.
   * @default 30_000 (30 seconds), or half of `retention` if that is shorter
   */
  lease?: number;
  /**
   * How long a handled state is kept, in milliseconds. Must be more than five minutes longer than
   * the option `replayWindow`.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * The maximum number of handled keys; the oldest one is dropped for a new one. The same maximum
   * applies separately to keys of which only some listeners have finished.
   * @default 100_000
   */
  maxEntries?: number;
  /**
   * Returns the current time in milliseconds on any clock, for tests.
   * @default performance.now, which a change of the system's clock does not move
   */
  now?: () => number;
}

interface Handled {
  readonly rank: number;
  readonly reference: string;
  readonly orderAmt: string | undefined;
  readonly token: string;
  readonly expires: number;
}

interface Claim {
  readonly rank: number;
  readonly token: string;
  readonly finished: readonly string[];
  readonly until: number;
  readonly expires: number;
}

/** A claim that was released after some listeners had finished. */
interface Unfinished {
  readonly rank: number;
  readonly finished: readonly string[];
  readonly expires: number;
}

const NONE: readonly string[] = Object.freeze([]);

const OPTIONS: readonly (keyof MemoryCallbackStoreOptions)[] = [
  'lease',
  'retention',
  'maxEntries',
  'now',
];

/**
 * A callback store in the memory of this process, for a single instance, for development and for
 * tests. Its records are lost at a restart and are not visible to other instances.
 *
 * @example
 * NewPayModule.forRoot({ ...options, store: new MemoryCallbackStore({ maxEntries: 10_000 }) });
 *
 * @publicApi
 */
export class MemoryCallbackStore implements NewPayCallbackStore {
  /** Marks the store as visible to this process only. */
  readonly scope = 'process';
  readonly lease: number;
  readonly retention: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  readonly #handled = new ExpiringMap<Handled>();
  /** In the order of their ages, and few: those of the events in progress. */
  readonly #claims = new Map<string, Claim>();
  readonly #unfinished = new ExpiringMap<Unfinished>();
  #claimed = 0;

  /**
   * @throws {TypeError} an option is unknown, or `lease`, `retention` or `maxEntries` is not a whole number above 0
   * @throws {RangeError} `lease` is not below `retention`
   */
  constructor(options: MemoryCallbackStoreOptions = {}) {
    requireKnownOptions('MemoryCallbackStore', options, OPTIONS);
    ({ lease: this.lease, retention: this.retention } = resolveTimes(options));
    this.#maxEntries = wholeNumber(
      'maxEntries',
      options.maxEntries ?? 100_000,
      'a whole number above 0',
      100_000,
    );
    this.#now = options.now ?? (() => performance.now());
  }

  /** The number of keys that are recorded as handled. */
  get size(): number {
    return this.#handled.size;
  }

  async claim(key: string, rank: number): Promise<NewPayClaim> {
    const now = this.#now();
    this.#dropExpired(now);
    const handled = this.#handled.get(key);
    if (handled && handled.rank >= rank) {
      const { reference, orderAmt } = handled;
      return { outcome: 'handled', rank: handled.rank, reference, orderAmt };
    }
    const held = this.#claims.get(key);
    if (held && held.until > now) {
      return { outcome: 'busy' };
    }
    const last = held ?? this.#unfinished.get(key);
    if (last && last.rank > rank) {
      return { outcome: 'busy' };
    }
    const finished = last?.rank === rank ? last.finished : NONE;
    // Unique in this process, which is enough here.
    const token = String(++this.#claimed);
    this.#hold(key, rank, token, finished, now);
    this.#unfinished.delete(key);
    return finished.length > 0
      ? { outcome: 'claimed', token, finished }
      : { outcome: 'claimed', token };
  }

  async find(key: string): Promise<NewPayHandled | undefined> {
    const handled = this.#handled.get(key);
    if (!handled || handled.expires <= this.#now()) {
      return undefined;
    }
    const { rank, reference, orderAmt } = handled;
    return { rank, reference, orderAmt };
  }

  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    const held = this.#claims.get(key);
    if (held?.token !== token) {
      return false;
    }
    this.#hold(key, held.rank, token, [...finished], this.#now());
    return true;
  }

  async complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean> {
    if (this.#claims.get(key)?.token !== token) {
      return this.#handled.get(key)?.token === token;
    }
    this.#claims.delete(key);
    const expires = this.#now() + this.retention;
    this.#handled.set(key, { rank, reference, orderAmt, token, expires });
    dropOldest(this.#handled, this.#maxEntries);
    return true;
  }

  async release(key: string, token: string, finished?: readonly string[]): Promise<void> {
    const held = this.#claims.get(key);
    if (held?.token !== token) {
      return;
    }
    this.#claims.delete(key);
    const kept = finished ? [...finished] : held.finished;
    if (kept.length > 0) {
      const expires = this.#now() + this.retention;
      this.#unfinished.set(key, { rank: held.rank, finished: kept, expires });
      dropOldest(this.#unfinished, this.#maxEntries);
    }
  }

  #hold(key: string, rank: number, token: string, finished: readonly string[], now: number): void {
    const until = now + this.lease;
    this.#claims.delete(key);
    this.#claims.set(key, { rank, token, finished, until, expires: now + this.retention });
  }

  #dropExpired(now: number): void {
    dropExpired(this.#handled, now);
    dropExpired(this.#unfinished, now);
    for (const [key, { expires }] of this.#claims) {
      if (expires > now) {
        break;
      }
      this.#claims.delete(key);
    }
  }
}

function dropExpired(entries: ExpiringMap<{ readonly expires: number }>, now: number): void {
  while (entries.oldest && entries.oldest.value.expires <= now) {
    entries.delete(entries.oldest.key);
  }
}

/** One entry is enough: at most one has been added since the last call. */
function dropOldest(entries: ExpiringMap<unknown>, maxEntries: number): void {
  if (entries.size > maxEntries && entries.oldest) {
    entries.delete(entries.oldest.key);
  }
}
